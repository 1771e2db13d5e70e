import { connect } from '../../api/connection.js'
import { readCode } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord } from '../../terminal/records.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyCodes, codeTarget, type ManyCodesFlags } from './selection.js'

/** Adds `codes disable`. */
export function addDisable(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('disable')
    .about(
      'Stop codes from being redeemed',
      'Their text stays reserved, and their sales and commission are kept.',
    )
    .examples([
      'referly codes disable SAVEJOHN8X4Z',
      'referly codes disable --coupon Spring --unused',
    ])
  addActiveChange(command, false, context)
}

/** Adds `codes enable`. */
export function addEnable(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('enable')
    .about('Let customers redeem disabled codes again')
    .examples(['referly codes enable SAVEJOHN8X4Z', 'referly codes enable --file codes.csv'])
  addActiveChange(command, true, context)
}

function addActiveChange(command: ReferlyCommand, active: boolean, context: Context): void {
  addManyCodes(command).action((code: string | undefined, flags: ManyCodesFlags) =>
    setActive({ code, active }, flags, context),
  )
}

interface ActiveChange {
  readonly code: string | undefined
  readonly active: boolean
}

async function setActive(
  { code, active }: ActiveChange,
  flags: ManyCodesFlags,
  context: Context,
): Promise<void> {
  if (isMany(code, flags, codeTarget)) {
    const command = `codes ${active ? 'enable' : 'disable'}`
    const change = { command, action: 'update', toValues: () => ({ active }) } as const
    return changeMany(codeTarget, change, { flags, context })
  }
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readCode(code, { client, signal })
  const update = { promotionalCodeId: id, active }
  writeRecord(await client.promotionalCodes.update(update, { signal }), flags, output)
}
