import { createInputError } from './input.js'
import type { RedemptionCount } from './ports.js'
import type { ReservationRecord } from './reservation-records.js'
import { createRedeemedError } from './reservations.js'

/** The effect of a sale on the uses of its code and coupon. */
export interface SaleUse {
  readonly fulfilledReferralId: string | null
  /** True if the sale counts as a redemption. */
  readonly isRedemption: boolean
  /** Change in the number of redeemed or held uses. */
  readonly uses: number
}

/** The facts that determine how a sale uses its reservation. */
export interface ReservationFacts {
  /** The locked reservation, as it is now. */
  readonly current: ReservationRecord | undefined
  /** The sale of the same batch that has redeemed it. */
  readonly saleId: number | undefined
  /** The customer's referral whose redemption the sale fulfills. */
  readonly openReferralId: string | null
  readonly ofCoupon: RedemptionCount | undefined
  readonly ofCode: RedemptionCount | undefined
  /** Returns the change of the uses of a code or a coupon by earlier sales of the batch. */
  readonly countUses: (id: string) => number
}

/** The hint for a second sale with the same reservation. */
export const saleRefusal: { readonly field: string; readonly hint: string } = {
  field: 'sale.reservationId',
  hint: 'Record this payment without reservationId.',
}

/**
 * Decides how a sale uses its reservation. The sale is recorded even if the use is no longer held.
 *
 * If the use is still held, it becomes a redemption, so limits are kept. If the reservation has lapsed, the sale takes
 * one of the uses left, or does not count as a redemption if none is left.
 *
 * @throws ServerError `RESERVATION_REDEEMED` when another sale has redeemed it.
 */
export function decideReservation(facts: ReservationFacts): SaleUse {
  const { current, openReferralId: fulfilledReferralId } = facts
  if (current === undefined) {
    const expected = 'the id of a reservation in the program'
    throw createInputError({ field: saleRefusal.field, expected })
  }
  const saleId = current.saleId ?? facts.saleId ?? null
  if (saleId !== null) throw createRedeemedError({ ...current, saleId }, saleRefusal)
  const isHeld = current.status === 'HELD' && current.holdsUse
  if (fulfilledReferralId !== null) {
    return { fulfilledReferralId, isRedemption: false, uses: isHeld ? -1 : 0 }
  }
  if (isHeld) return { fulfilledReferralId, isRedemption: true, uses: 0 }
  const isRedemption = hasUseLeft(facts, current)
  return { fulfilledReferralId, isRedemption, uses: isRedemption ? 1 : 0 }
}

/**
 * Returns whether the coupon still exists and has a use left, and so does its code, if it still
 * exists.
 */
function hasUseLeft(
  { ofCoupon, ofCode, countUses }: ReservationFacts,
  { couponId, promotionalCodeId }: ReservationRecord,
): boolean {
  const isLeft = (count: RedemptionCount, id: string): boolean =>
    count.maxRedemptions === null ||
    count.timesRedeemed + count.timesHeld + countUses(id) < count.maxRedemptions
  if (ofCoupon === undefined || !isLeft(ofCoupon, couponId)) return false
  return ofCode === undefined || isLeft(ofCode, promotionalCodeId)
}
