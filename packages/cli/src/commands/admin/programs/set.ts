import type { Program } from '@referly-kit/server'
import type { Context } from '../../../context.js'
import { CliError } from '../../../errors.js'
import { createNameOption } from '../../options.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addProgramOptions, toTarget, useProgram } from '../target.js'
import { addSettingOptions, toSettings, type SettingFlags } from './setting-options.js'

/** Adds `admin programs set`. */
export function addSet(programs: ReferlyCommand, context: Context): void {
  const command = programs
    .command('set')
    .about(
      'Change the settings of a program',
      'Settings that you leave out stay unchanged. Recorded sales keep their commission.',
    )
    .examples([
      'referly admin programs set --holding-days 60 --time-zone Europe/Berlin',
      'referly admin programs set --site-url https://example.com --no-deduct-tax',
    ])
    .addOption(createNameOption('--name <text>', 'Name of the program'))
  addSettingOptions(addProgramOptions(command)).action((flags: SetFlags) =>
    setProgram(flags, { command, context }),
  )
}

interface SetFlags extends SettingFlags {
  readonly name?: string
}

async function setProgram(
  flags: SetFlags,
  { command, context }: { readonly command: ReferlyCommand; readonly context: Context },
): Promise<void> {
  const target = toTarget(command, context)
  const settings = { name: flags.name, ...toSettings(flags) }
  if (Object.values(settings).every((value) => value === undefined)) {
    throw new CliError(
      'INVALID_USAGE',
      'No setting given. To list the settings: referly admin programs set --help',
    )
  }
  const { before, after } = await useProgram(target, async (admin, program) => ({
    before: program,
    after: await admin.updateProgram(program.id, settings),
  }))
  const { output } = context
  if (target.json) return output.json(after)
  const changes = toChanges(before, after)
  for (const change of changes) output.data(change)
  if (changes.length === 0) output.note(`The program "${after.name}" already has these settings.`)
  else output.note(`Changed the program "${after.name}".`)
}

/** Returns a line for each setting that has changed, such as `holdingDays: 30 -> 60`. */
function toChanges(before: Program, after: Program): readonly string[] {
  const names = Object.keys(after) as (keyof Program)[]
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? 'none'} -> ${after[name] ?? 'none'}`)
}
