import { fromMinorUnits, type Discount } from '@referly-kit/redemption'
import type { NewReservation, Reservation, ReservedQuote } from '@referly-kit/types'
import { isServerError, ServerError } from '../errors.js'
import type { Attribution } from './attribution.js'
import type { Call } from './call.js'
import { toCouponTerms } from './coupon-terms.js'
import { assertLength, createNotFoundError } from './input.js'
import { evaluateCode, toBuyer, toQuote, type Evaluation } from './quotes.js'
import type { ReservationRecord } from './reservation-records.js'
import { StaleTermsError, withCurrentTerms } from './stale-terms.js'

const defaultHoldSeconds = 900

/**
 * Checks a code for an order and, unless it is refused, holds one use of it. A repeat with the same key returns the
 * first reservation.
 */
export async function createReservation(
  call: Call,
  { body }: { readonly body: NewReservation },
): Promise<ReservedQuote> {
  const { idempotencyKey } = body
  assertLength(body.customer?.email, 'reservation.customer.email')
  const earlier = await call.data.reservations.findByKey(idempotencyKey)
  if (earlier !== undefined) return toHeldAnswer(earlier)
  try {
    const answer = await withCurrentTerms(() => holdUse(call, body))
    if (answer.redeemable) return answer
    // A concurrent request with the same key may hold the last use.
    return (await findHeld(call, idempotencyKey)) ?? answer
  } catch (error) {
    const winner = isServerError(error, 'DUPLICATE')
      ? await findHeld(call, idempotencyKey)
      : undefined
    if (winner === undefined) throw error
    return winner
  }
}

async function findHeld(call: Call, idempotencyKey: string): Promise<ReservedQuote | undefined> {
  const held = await call.data.reservations.findByKey(idempotencyKey)
  return held && toHeldAnswer(held)
}

async function holdUse(call: Call, input: NewReservation): Promise<ReservedQuote> {
  const evaluation = await evaluateCode(call, input, 'reservation')
  const quote = toQuote(input, evaluation)
  const { discount, attribution } = evaluation ?? {}
  if (evaluation === undefined || discount === undefined || attribution === undefined) {
    return quote
  }
  const record = toRecord(call, input, { ...evaluation, discount, attribution })
  await call.data.transaction(async (data) => {
    const isHeld = !record.holdsUse || (await data.reservations.hold(evaluation.toRedeem))
    // Another request took the last use after the code was evaluated. Evaluating it again returns
    // the reason.
    if (!isHeld) throw new StaleTermsError()
    if (await holdsFirstOrder({ ...call, data }, evaluation, input)) throw new StaleTermsError()
    await data.reservations.insert(record)
  })
  return { ...quote, reservation: toReservation(record) }
}

/** Returns whether the buyer has reserved a first order since the code was evaluated. */
async function holdsFirstOrder(
  { data }: Call,
  { toRedeem, attribution }: Evaluation,
  input: NewReservation,
): Promise<boolean> {
  const { firstTimeOrder, couponId } = toRedeem.code
  if (!firstTimeOrder) return false
  const buyer = toBuyer(input, attribution?.referral)
  return (await data.reservations.countFirstOrders(buyer, couponId)) > 0
}

type Accepted = Evaluation & { readonly discount: Discount; readonly attribution: Attribution }

function toRecord(
  call: Call,
  { customer = {}, idempotencyKey, holdSeconds = defaultHoldSeconds }: NewReservation,
  { toRedeem, attribution, discount, openReferralId }: Accepted,
): ReservationRecord {
  const { code, parent } = toRedeem
  const { affiliate, referral, linkId } = attribution
  return {
    id: call.createId(),
    idempotencyKey,
    status: 'HELD',
    promotionalCodeId: code.id,
    promoCode: code.code,
    couponId: code.couponId,
    couponTerms: toCouponTerms(parent.coupon),
    affiliateId: affiliate.id,
    commissionRate: affiliate.commissionRate,
    affiliateLinkId: linkId,
    referralId: referral?.id ?? null,
    email: customer.email ?? null,
    customerId: customer.customerId ?? null,
    holdsUse: openReferralId === null,
    currency: discount.currency,
    baseMinor: discount.baseMinor,
    amountOffMinor: discount.amountOffMinor,
    totalMinor: discount.totalMinor,
    saleId: null,
    createdAt: call.now.toISOString(),
    expiresAt: new Date(call.now.getTime() + holdSeconds * 1000).toISOString(),
  }
}

/** Gets a reservation as it is now. */
export async function getReservation(
  call: Call,
  { params }: { readonly params: { readonly reservationId: string } },
): Promise<Reservation> {
  const found = await call.data.reservations.find(params.reservationId)
  return toReservation(found ?? throwUnknown(params.reservationId))
}

/**
 * Releases the use of a reservation. A reservation that has lapsed or was released is left
 * unchanged.
 *
 * @throws ServerError `NOT_FOUND`, or `RESERVATION_REDEEMED` when a sale has redeemed it.
 */
export async function releaseReservation(
  call: Call,
  { params }: { readonly params: { readonly reservationId: string } },
): Promise<Reservation> {
  const { reservationId } = params
  const released = await call.data.transaction((data) => data.reservations.release(reservationId))
  const reservation = released ?? throwUnknown(reservationId)
  if (reservation.status === 'REDEEMED') {
    throw createRedeemedError(reservation, { field: 'reservation.reservationId' })
  }
  return toReservation(reservation)
}

function throwUnknown(id: string): never {
  throw createNotFoundError('reservation.reservationId', 'reservation', id)
}

/** Creates the error for a reservation that was already redeemed by a sale. */
export function createRedeemedError(
  { id, saleId }: ReservationRecord,
  { field, hint }: { readonly field: string; readonly hint?: string },
): ServerError {
  const fact = `Sale ${saleId} has redeemed reservation ${id}.`
  const message = hint === undefined ? fact : `${fact} ${hint}`
  return new ServerError('RESERVATION_REDEEMED', message, { field, hint })
}

/** Returns the response to a repeated request: the first reservation, in its current state. */
function toHeldAnswer(record: ReservationRecord): ReservedQuote {
  const reservation = toReservation(record)
  const { promoCode, promotionalCodeId, couponId, affiliateId, discount, terms } = reservation
  const quote = { promoCode, promotionalCodeId, couponId, affiliateId, discount, terms }
  return { redeemable: true, reasons: [], ...quote, reservation }
}

function toReservation(record: ReservationRecord): Reservation {
  const { commissionRate: _rate, affiliateLinkId: _link, referralId: _referral, ...own } = record
  const {
    holdsUse: _use,
    customerId: _customer,
    currency,
    baseMinor,
    amountOffMinor,
    totalMinor,
    ...shown
  } = own
  const { couponTerms, ...rest } = shown
  return {
    ...rest,
    discount: {
      amountOff: fromMinorUnits(amountOffMinor, currency),
      amountOffMinor,
      base: fromMinorUnits(baseMinor, currency),
      baseMinor,
      total: fromMinorUnits(totalMinor, currency),
      totalMinor,
      currency,
    },
    terms: toCouponTerms(couponTerms),
  }
}
