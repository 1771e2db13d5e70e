import type { Context } from '../../../context.js'
import { useNewAdmin } from '../../../server/local-server.js'
import { parseName } from '../../options.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addTargetOptions, toTarget } from '../target.js'
import { addSettingOptions, toSettings, type SettingFlags } from './setting-options.js'

/** Adds `admin programs create`. */
export function addCreate(programs: ReferlyCommand, context: Context): void {
  const command = programs
    .command('create')
    .about(
      'Create an affiliate program and print its ID',
      'By default, its currency is USD, tax and shipping are deducted before commission, and commission is held back for 30 days.',
    )
    .argument('<name>', 'Name of the program', parseName)
    .examples(['referly admin programs create "Spring campaign" --currency EUR'])
  addSettingOptions(addTargetOptions(command)).action((name: string, flags: SettingFlags) =>
    createProgram(name, flags, { command, context }),
  )
}

async function createProgram(
  name: string,
  flags: SettingFlags,
  { command, context }: { readonly command: ReferlyCommand; readonly context: Context },
): Promise<void> {
  const { database, json } = toTarget(command, context)
  const input = { name, ...toSettings(flags) }
  const program = await useNewAdmin(database, (admin) => admin.createProgram(input))
  const { output } = context
  if (json) output.json(program)
  else output.data(program.id)
  output.note(`Created the program "${program.name}" with currency ${program.currency}.`)
}
