import type { Coupon } from '@referly-kit/types'
import { readConnection, type Connection, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import type { StructureFlags } from '../../plans/structure-flags.js'

/** The time limit of the lookup, in milliseconds. A plan can be made without it. */
const timeoutMs = 10_000

interface PlannedCoupon extends ConnectionFlags, StructureFlags {
  /** The ID or name. */
  readonly coupon: string
}

/**
 * Looks up the coupon of a plan, and returns its ID. Without an API key, or when the API cannot be reached, returns
 * the reference unchanged, and `codes push` looks it up.
 *
 * @throws CliError `INVALID_USAGE` when no coupon has the ID or name; the errors of the API when its flags were given
 */
export async function toCouponId(flags: PlannedCoupon, context: Context): Promise<string> {
  const reference = flags.coupon.trim()
  const isWanted = [flags.apiKeyFile, flags.baseUrl, flags.profile].some(
    (flag) => flag !== undefined,
  )
  const connection = await readConnection(flags, context)
  if (connection.apiKey === undefined && !isWanted) return reference
  const { isCallError } = await import('@referly-kit/client')
  try {
    const coupon = await lookUp(reference, connection, context)
    noteDifference(flags, coupon, context)
    return coupon.id
  } catch (error) {
    if (isWanted || !isCallError(error) || context.signal.aborted) throw error
    const { toUserMessage } = await import('../../library-errors.js')
    const note = `The coupon ${reference} was not looked up. codes push will do that.`
    context.output.note(`${toUserMessage(error)} ${note}`)
    return reference
  }
}

async function lookUp(
  reference: string,
  connection: Connection,
  { signal }: Context,
): Promise<Coupon> {
  const [{ createClient }, { readCoupon }] = await Promise.all([
    import('../../api/client.js'),
    import('../../api/find-coupon.js'),
  ])
  const client = createClient(connection, { retries: 0, timeoutMs })
  return readCoupon(reference, { client, baseUrl: connection.baseUrl, signal })
}

/** Warns about codes that show a discount other than the coupon's. */
function noteDifference(
  { showPercent, showAmount }: StructureFlags,
  { name, percentOff, amountOff, currency }: Coupon,
  { output }: Context,
): void {
  const shown = showPercent ?? showAmount
  const isSame = showPercent === undefined ? amountOff === showAmount : percentOff === showPercent
  if (shown === undefined || isSame) return
  const discount = amountOff == null ? `${percentOff}%` : `${amountOff} ${currency ?? ''}`.trim()
  output.note(`The codes show ${shown}, but the coupon ${name} takes ${discount} off.`)
}
