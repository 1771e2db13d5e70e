import {
  readProfiles,
  toConfigPath,
  toProfileState,
  writeProfiles,
  type Profile,
} from '../../api/config-file.js'
import { readKey } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { addJsonOption } from '../options.js'
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
    .examples([
      'referly profiles set default --api-key-file key.txt',
      'referly profiles set local --base-url http://127.0.0.1:4400/api/v1 --api-key-file -',
    ])
  addJsonOption(command).action((name: string, flags: SetFlags) => setProfile(name, flags, context))
}

interface SetFlags {
  readonly apiKeyFile?: string | undefined
  readonly baseUrl?: string | undefined
  readonly json?: boolean | undefined
}

async function setProfile(name: string, flags: SetFlags, context: Context): Promise<void> {
  const { output, env } = context
  const { baseUrl } = flags
  if (flags.apiKeyFile === undefined && baseUrl === undefined) {
    throw new CliError(
      'INVALID_USAGE',
      'Nothing to store. Pass --api-key-file, --base-url, or both.',
    )
  }
  if (baseUrl !== undefined) assertAddress(baseUrl)
  const path = toConfigPath(env)
  const profiles = await readProfiles(path)
  const apiKey = await readKey(flags.apiKeyFile, context)
  if (apiKey === '') {
    throw new CliError('INVALID_USAGE', `The API key from ${flags.apiKeyFile} is empty.`)
  }
  const before = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  const profile: Profile = {
    ...before,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  }
  await writeProfiles(path, { ...profiles, [name]: profile })
  if (flags.json === true) output.json(toProfileState(name, profile))
  output.note(`Stored the profile ${name} in ${path}, which only you can read.`)
}

function assertAddress(baseUrl: string): void {
  if (URL.canParse(baseUrl) && /^https?:/i.test(baseUrl)) return
  const expected = 'an address that starts with https:// or http://'
  throw new CliError('INVALID_USAGE', { field: '--base-url', expected, received: baseUrl })
}
