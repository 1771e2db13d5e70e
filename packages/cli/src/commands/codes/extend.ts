import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readCode } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { addDeadlineOptions, toDeadline } from '../deadline-option.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `codes extend`. */
export function addExtend(codes: ReferlyCommand, context: Context): void {
  const command = codes
    .command('extend')
    .about('Give a code more time before it expires')
    .argument('<code>', 'Code in any letter case, or its ID')
    .examples(['referly codes extend SAVEJOHN8X4Z --until 2027-03-31'])
  addDeadlineOptions(
    command,
    '--until <when>',
    'Last moment at which the code can be redeemed (required)',
  )
  addJsonOption(addConnectionOptions(command)).action((code: string, flags: ExtendFlags) =>
    extendCode(code, flags, context),
  )
}

interface ExtendFlags extends ConnectionFlags, FormatFlags {
  readonly until?: string | undefined
  readonly timeZone?: string | undefined
}

async function extendCode(reference: string, flags: ExtendFlags, context: Context): Promise<void> {
  const { until: text, timeZone } = flags
  const expiresAt = toDeadline({ option: '--until', text, timeZone })
  if (expiresAt === undefined) {
    const problem = { field: '--until', expected: 'a date or a time', received: 'missing' }
    throw new CliError('INVALID_USAGE', problem)
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
    `Its coupon ${code.coupon?.name} can only be redeemed until ${toTimeText(redeemBy)}. To extend it: referly coupons update`,
  )
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
