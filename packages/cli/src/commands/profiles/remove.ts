import { readProfiles, toConfigPath, writeProfiles } from '../../api/config-file.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import type { FormatFlags } from '../../terminal/records.js'
import { addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `profiles remove`. */
export function addRemove(profiles: ReferlyCommand, context: Context): void {
  const command = profiles
    .command('remove')
    .about('Remove a profile and its API key')
    .argument('<name>', 'Name of the profile')
    .examples(['referly profiles remove staging'])
  addJsonOption(command).action((name: string, flags: FormatFlags) =>
    removeProfile(name, flags, context),
  )
}

async function removeProfile(
  name: string,
  { json }: FormatFlags,
  { output, env }: Context,
): Promise<void> {
  const path = toConfigPath(env)
  const profiles = await readProfiles(path)
  if (!Object.hasOwn(profiles, name)) {
    throw new CliError(
      'NOT_FOUND',
      `No profile named ${name}. To list the profiles: referly profiles list`,
    )
  }
  const { [name]: _, ...others } = profiles
  await writeProfiles(path, others)
  if (json === true) output.json({ removed: name })
  output.note(`Removed the profile ${name}.`)
}
