import {
  readProfiles,
  toConfigPath,
  toProfileState,
  type ProfileState,
} from '../../api/config-file.js'
import type { Context } from '../../context.js'
import { writeList, type FormatFlags, type ListColumn } from '../../terminal/records.js'
import { addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `profiles list`. */
export function addList(profiles: ReferlyCommand, context: Context): void {
  const command = profiles
    .command('list')
    .about('List profiles', 'API keys are not shown.')
    .examples(['referly profiles list'])
  addFormatOptions(command).action((flags: FormatFlags) => listProfiles(flags, context))
}

async function listProfiles(flags: FormatFlags, { output, env }: Context): Promise<void> {
  const profiles = Object.entries(await readProfiles(toConfigPath(env)))
  const states = profiles.map(([name, profile]) => toProfileState(name, profile))
  await writeList(states, columns, { flags, output })
}

const columns: readonly ListColumn<ProfileState>[] = [
  { name: 'name', title: 'Profile', cell: ({ name }) => name },
  { name: 'base_url', title: 'Base URL', ifNarrow: 'cut', cell: ({ baseUrl }) => baseUrl ?? '-' },
  { name: 'currency', title: 'Currency', cell: ({ currency }) => currency ?? '-' },
  { name: 'has_key', title: 'Key', cell: ({ hasKey }) => (hasKey ? 'yes' : 'no') },
]
