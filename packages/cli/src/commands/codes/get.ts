import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `codes get`. */
export function addGet(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('get')
    .about('Show one code')
    .argument('<code>', 'Code to show, in any letter case')
    .examples(['referly codes get SAVEJOHN8X4Z'])
  addJsonOption(addConnectionOptions(command)).action(
    (code: string, flags: ConnectionFlags & FormatFlags) => getCode(code, flags, context),
  )
}

async function getCode(
  code: string,
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const client = await connect(flags, context)
  const found = await client.promotionalCodes.find({ code }, { signal: context.signal })
  if (found === undefined) throw new CliError('NOT_FOUND', `No code named ${code}.`)
  writeRecord(found, flags, context.output)
}
