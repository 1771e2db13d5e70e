import type { PromotionalCode } from '@referly-kit/types'
import { connect } from '../../api/connection.js'
import { readCode } from '../../api/find-record.js'
import type { Values } from '../../changes/collections.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord } from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { addDeadlineOptions, toDeadline } from '../deadline-option.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyCodes, codeTarget, type ManyCodesFlags } from './selection.js'

/** Adds `codes extend`. */
export function addExtend(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('extend')
    .about('Move the expiration of codes to a later time', 'Never moves it earlier.')
    .examples([
      'referly codes extend SAVEJOHN8X4Z --until 2027-03-31',
      'referly codes extend --coupon Spring --until 2027-03-31',
    ])
  addDeadlineOptions(command, '--until <when>', 'Last moment the codes can be redeemed (required)')
  addManyCodes(command).action((code: string | undefined, flags: ExtendFlags) =>
    extendCode(code, flags, context),
  )
}

interface ExtendFlags extends ManyCodesFlags {
  readonly until?: string | undefined
  readonly timeZone?: string | undefined
}

async function extendCode(
  reference: string | undefined,
  flags: ExtendFlags,
  context: Context,
): Promise<void> {
  const { until: text, timeZone } = flags
  const expiresAt = toDeadline({ option: '--until', text, timeZone })
  if (expiresAt === undefined) {
    const problem = { field: '--until', expected: 'a date or a time', received: 'missing' }
    throw new CliError('INVALID_USAGE', problem)
  }
  if (isMany(reference, flags, codeTarget)) {
    const toValues = (code: PromotionalCode): Values | undefined => toLater(code, expiresAt)
    const unchangedHint = 'Codes that do not expire, or are valid longer, stay unchanged.'
    const change = { command: 'codes extend', action: 'update', toValues, unchangedHint } as const
    return changeMany(codeTarget, change, { flags, context })
  }
  const { signal, output } = context
  const client = await connect(flags, context)
  const code = await readCode(reference, { client, signal })
  assertLater(code, expiresAt)
  const update = { promotionalCodeId: code.id, expiresAt }
  writeRecord(await client.promotionalCodes.update(update, { signal }), flags, output)
  const redeemBy = code.coupon?.redeemBy
  if (redeemBy == null || Date.parse(redeemBy) >= Date.parse(expiresAt)) return
  output.note(
    `Its coupon ${code.coupon?.name} can only be redeemed until ${toTimeText(redeemBy)}. To extend it: ${context.invocation.referly} coupons update`,
  )
}

/** An extension never shortens the time of a code. */
function toLater({ expiresAt }: PromotionalCode, until: string): Values | undefined {
  const isLater = expiresAt != null && Date.parse(expiresAt) < Date.parse(until)
  return isLater ? { expiresAt: until } : undefined
}

interface Expiring {
  readonly code: string
  readonly expiresAt?: string | null
}

function assertLater({ code, expiresAt }: Expiring, until: string): void {
  if (expiresAt != null && Date.parse(expiresAt) <= Date.parse(until)) return
  const fact =
    expiresAt == null
      ? `The code ${code} does not expire.`
      : `The code ${code} is valid longer, until ${toTimeText(expiresAt)}.`
  throw new CliError(
    'INVALID_USAGE',
    `${fact} To shorten that: referly codes update ${code} --expires`,
  )
}
