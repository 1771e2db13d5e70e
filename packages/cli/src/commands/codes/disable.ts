import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readCode } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `codes disable` and `codes enable`. */
export function addDisable(codes: ReferlyCommand, context: Context): void {
  const disable = codes
    .command('disable')
    .about(
      'Stop a code from being redeemed',
      'Its text stays reserved, and its sales and commission are kept.',
    )
    .examples(['referly codes disable SAVEJOHN8X4Z'])
  const enable = codes
    .command('enable')
    .about('Let customers redeem a disabled code again')
    .examples(['referly codes enable SAVEJOHN8X4Z'])
  for (const [command, active] of [
    [disable, false],
    [enable, true],
  ] as const) {
    command.argument('<code>', 'Code in any letter case, or its ID')
    addJsonOption(addConnectionOptions(command)).action((code: string, flags: DisableFlags) =>
      setActive({ code, active }, flags, context),
    )
  }
}

type DisableFlags = ConnectionFlags & FormatFlags

interface ActiveChange {
  readonly code: string
  readonly active: boolean
}

async function setActive(
  { code, active }: ActiveChange,
  flags: DisableFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readCode(code, { client, signal })
  const update = { promotionalCodeId: id, active }
  writeRecord(await client.promotionalCodes.update(update, { signal }), flags, output)
}
