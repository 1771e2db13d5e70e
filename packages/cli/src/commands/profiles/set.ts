import { assertKey, readKey } from '../../api/api-key.js'
import { parseBaseUrl } from '../../api/base-url.js'
import {
  readProfiles,
  toConfigPath,
  toProfileState,
  writeProfiles,
  type Profile,
} from '../../api/config-file.js'
import { toFileSource } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { addJsonOption, createCurrencyOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `profiles set`. */
export function addSet(profiles: ReferlyCommand, context: Context): void {
  const command = profiles
    .command('set')
    .about(
      'Create or update a profile',
      'Settings that you leave out stay unchanged. The profile named default is used unless you choose another.',
    )
    .argument('<name>', 'Name of the profile')
    .option('--api-key-file <file>', 'Path to a file with the API key, or - for stdin')
    .option('--base-url <url>', 'Base URL of the API')
    .addOption(
      createCurrencyOption('Currency of the program, such as USD, for the amounts in lists'),
    )
    .examples([
      'referly profiles set default --api-key-file key.txt',
      'referly profiles set local --base-url http://127.0.0.1:4400/api/v1 --api-key-file -',
    ])
  addJsonOption(command).action((name: string, flags: SetFlags) => setProfile(name, flags, context))
}

interface SetFlags {
  readonly apiKeyFile?: string | undefined
  readonly baseUrl?: string | undefined
  readonly currency?: string | undefined
  readonly json?: boolean | undefined
}

async function setProfile(name: string, flags: SetFlags, context: Context): Promise<void> {
  const { output, env } = context
  const { baseUrl, currency } = flags
  if (flags.apiKeyFile === undefined && baseUrl === undefined && currency === undefined) {
    throw new CliError(
      'INVALID_USAGE',
      'Nothing to store. Pass --api-key-file, --base-url, or --currency.',
    )
  }
  if (baseUrl !== undefined) parseBaseUrl(baseUrl, '--base-url')
  const path = toConfigPath(env)
  const profiles = await readProfiles(path)
  const apiKey = await readKey(flags.apiKeyFile, context)
  if (apiKey !== undefined) {
    assertKey(apiKey, toFileSource(flags.apiKeyFile ?? ''), 'INVALID_USAGE')
  }
  const before = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  const profile: Profile = {
    ...before,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(currency === undefined ? {} : { currency }),
  }
  await writeProfiles(path, { ...profiles, [name]: profile })
  if (flags.json === true) output.json(toProfileState(name, profile))
  output.note(`Stored the profile ${name} in ${path}, which only you can read.`)
}
