import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `program show`. */
export function addShow(program: ReferlyCommand, context: Context): void {
  const command = program
    .command('show')
    .about('Show the settings of the program')
    .examples(['referly program show'])
  addJsonOption(addConnectionOptions(command)).action((flags: ConnectionFlags & FormatFlags) =>
    showProgram(flags, context),
  )
}

async function showProgram(flags: ConnectionFlags & FormatFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  writeRecord(await kit.program.get({ signal }), flags, output)
}
