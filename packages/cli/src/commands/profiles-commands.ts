import type { Command } from 'commander'
import { addExamples, addFormatOptions, addJsonOption } from '../command-line.js'
import type { Context } from '../context.js'
import type { FormatFlags } from '../terminal/records.js'
import type { ProfileFlags } from './profiles.js'

type Actions = typeof import('./profiles.js')
const load = (): Promise<Actions> => import('./profiles.js')

/** Adds `profiles`: keys and addresses that need not be said each time. */
export function addProfiles(program: Command, context: Context): void {
  const profiles = program
    .command('profiles')
    .summary('store API keys and addresses under names')
    .description('Stores API keys and addresses under names; only you may read the file.')
  addExamples(profiles, [
    'referly profiles set default --api-key-file key.txt',
    'referly profiles list',
  ])
  addSet(profiles, context)
  const list = profiles.command('list').description('Lists the profiles, without their keys.')
  addFormatOptions(list).action(async (flags: FormatFlags) =>
    (await load()).listProfiles(flags, context),
  )
  addExamples(list, ['referly profiles list'])
  const remove = profiles
    .command('remove')
    .description('Removes a profile and its key.')
    .argument('<name>', 'which one')
  addJsonOption(remove).action(async (name: string, flags: FormatFlags) =>
    (await load()).removeProfile(name, flags, context),
  )
  addExamples(remove, ['referly profiles remove staging'])
}

function addSet(profiles: Command, context: Context): void {
  const command: Command = profiles
    .command('set')
    .description('Stores a profile. The one called default is used when no other is named.')
    .argument('<name>', 'what --profile and REFERLY_PROFILE call it')
    .option('--api-key-file <file>', 'file that holds the API key; - reads stdin')
    .option('--base-url <url>', 'address of the API')
  addJsonOption(command).action(async (name: string, flags: ProfileFlags) =>
    (await load()).setProfile(name, flags, context),
  )
  addExamples(command, [
    'referly profiles set default --api-key-file key.txt',
    'referly profiles set local --base-url http://127.0.0.1:4400/api/v1 --api-key-file -',
  ])
}
