import type { ProgramUpdate } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import {
  addSettingOptions,
  toSettings,
  type SettingFlags,
} from '../admin/programs/setting-options.js'
import { toChanges } from '../changes.js'
import { addConnectionOptions, addJsonOption, createNameOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `program set`. */
export function addSet(program: ReferlyCommand, context: Context): void {
  const command = program
    .command('set')
    .about(
      'Change the settings of the program',
      'Settings that you leave out stay unchanged. Recorded sales keep their commission.',
    )
    .examples([
      'referly program set --holding-days 60 --time-zone Europe/Berlin',
      'referly program set --site-url https://example.com --no-deduct-tax',
    ])
    .addOption(createNameOption('--name <text>', 'Name of the program'))
  addSettingOptions(command)
  addJsonOption(addConnectionOptions(command)).action((flags: SetFlags) =>
    setProgram(flags, context),
  )
}

interface SetFlags extends SettingFlags, ConnectionFlags, FormatFlags {
  readonly name?: string
}

async function setProgram(flags: SetFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { limitToAffiliate, approval, selfReferral, ...settings } = toSettings(flags)
  const changes = toChanges({
    ...settings,
    name: flags.name,
    limitToAffiliate: limitToAffiliate?.toUpperCase(),
    approval: approval?.toUpperCase(),
    selfReferral: selfReferral?.toUpperCase(),
  })
  const { kit } = await connect(flags, context)
  // The choices of the options are the values of the API.
  writeRecord(await kit.program.update(changes as ProgramUpdate, { signal }), flags, output)
}
