import type { PayoutPreviewItem, PayoutPreviewTotal } from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { toMajor } from './balances.js'
import type { Call } from './call.js'
import { createInputError, isCurrency, parseAmount } from './input.js'
import { readPage, toInstants } from './kit-pages.js'
import type { PayableFilter } from './ledger-ports.js'
import { toCarriedOverReason, type PayableAmount } from './ledger/payout-rules.js'
import type { RecordPage } from './listings.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** Lists the amounts that a payout would pay or carry over. */
export async function previewPayout(
  call: Call,
  query: Query<'previewPayout'>,
): Promise<RecordPage<PayoutPreviewItem>> {
  const { currency } = call.program
  const minimum = toMinimum(call, currency)
  const filter = await toPayableFilter(call, { ...query, affiliateIds: query.affiliateId }, 'query')
  return readPage(query, {
    read: (after, limit) => call.data.payouts.listPayable(filter, { after, limit }),
    toItem: (payable) => toPreviewItem(payable, currency, minimum),
    toCursor: ({ affiliateId }) => affiliateId,
  })
}

/** Returns the total that a payout would pay. */
export async function getPayoutPreviewTotal(
  call: Call,
  query: Query<'getPayoutPreviewTotal'>,
): Promise<PayoutPreviewTotal> {
  const { currency } = call.program
  const minimum = toMinimum(call, currency)
  const filter = await toPayableFilter(call, { ...query, affiliateIds: query.affiliateId }, 'query')
  const all = await call.data.payouts.listPayable(filter)
  const paid = all.filter((payable) => toCarriedOverReason(payable, minimum) === null)
  const amountMinor = paid.reduce((sum, each) => sum + each.amountMinor, 0)
  return {
    currency,
    amount: toMajor(amountMinor, currency),
    affiliates: paid.length,
    carriedOver: all.length - paid.length,
  }
}

function toPreviewItem(
  payable: PayableAmount,
  currency: string,
  minimum: number,
): PayoutPreviewItem {
  const { affiliateId, name, email, amountMinor } = payable
  const amount = toMajor(amountMinor, currency)
  const carriedOver = toCarriedOverReason(payable, minimum)
  return { affiliateId, name, email, currency, amount, carriedOver }
}

/** Returns the minimum payout of the program in minor units. */
export function toMinimum({ program }: Call, currency: string): number {
  return parseAmount(program.minimumPayout, currency, 'program.minimumPayout')
}

interface PayableInput {
  readonly until?: string | undefined
  readonly affiliateIds?: readonly string[] | undefined
  readonly currency?: string | undefined
}

/** Returns which amounts to compute: up to the end of a day, or up to now. */
export async function toPayableFilter(
  call: Call,
  { until, affiliateIds, currency = call.program.currency }: PayableInput,
  noun: string,
): Promise<PayableFilter> {
  if (!isCurrency(currency)) {
    const expected = 'the ISO 4217 code of a currency in use, such as USD'
    throw createInputError({ field: `${noun}.currency`, expected })
  }
  // A process whose clock is ahead may already have created a payout up to its later time.
  const last = (await call.data.payouts.readLastUntil()) ?? ''
  const clock = call.now.toISOString()
  const now = last > clock ? last : clock
  const { end } = toInstants(call, { to: until }, noun)
  const dayEnd = end === undefined ? now : new Date(Date.parse(end) - 1).toISOString()
  const upper = currency.toUpperCase()
  return { currency: upper, now, until: dayEnd < now ? dayEnd : now, affiliateIds }
}
