import type { CouponTerms, StoredCode } from './records.js'

/** The state of a reservation. */
export type ReservationStatus = 'HELD' | 'REDEEMED' | 'RELEASED' | 'LAPSED'

/** One use of a code, held for a buyer, with everything that the sale needs. */
export interface ReservationRecord {
  readonly id: string
  readonly idempotencyKey: string
  readonly status: ReservationStatus
  readonly promotionalCodeId: string
  /** Text of the code, which is kept when the code is changed or deleted. */
  readonly promoCode: string
  readonly couponId: string
  readonly couponTerms: CouponTerms
  readonly affiliateId: string
  /** The rate of the affiliate, in case the affiliate is deleted before the sale. */
  readonly commissionRate: number
  readonly affiliateLinkId: string | null
  readonly referralId: string | null
  readonly email: string | null
  readonly customerId: string | null
  /** False when the customer's referral has already redeemed the code, so that no other use is needed. */
  readonly holdsUse: boolean
  readonly currency: string
  readonly baseMinor: number
  readonly amountOffMinor: number
  readonly totalMinor: number
  readonly saleId: number | null
  readonly createdAt: string
  /** The time until which the use is held. */
  readonly expiresAt: string
}

/** Uses that are held and have not lapsed. */
export interface HeldUses {
  readonly ofCode: number
  readonly ofCoupon: number
}

/** A buyer, by everything that identifies them. */
export interface Buyer {
  readonly email: string | null
  readonly customerId: string | null
  readonly referralId: string | null
}

/** A reservation and the sale that redeems it. */
export interface RedeemedReservation {
  readonly reservationId: string
  readonly saleId: number
}

/**
 * Storage of one program's reservations.
 *
 * Everything that changes a reservation first locks its coupon, so that changes of one coupon's reservations wait for
 * each other and never deadlock.
 */
export interface ReservationStore {
  /**
   * Holds one use of a code and its coupon, inside a transaction. Returns false when a limit is reached, even without
   * the reservations that have lapsed.
   *
   * @throws StaleTermsError when the code or its coupon has changed since it was read.
   */
  hold(code: StoredCode): Promise<boolean>
  insert(reservation: ReservationRecord): Promise<void>
  /** Finds a reservation by id. Its state is `LAPSED` if it has lapsed. */
  find(id: string): Promise<ReservationRecord | undefined>
  findByKey(idempotencyKey: string): Promise<ReservationRecord | undefined>
  /** Releases a held use. Returns the reservation, which is unchanged if it was not held. */
  release(id: string): Promise<ReservationRecord | undefined>
  /**
   * Reads reservations, by id, and keeps others from changing them until the end of the transaction. Their coupons and
   * codes must be locked.
   */
  lockAll(ids: readonly string[]): Promise<ReadonlyMap<string, ReservationRecord>>
  /** Redeems locked reservations, which no longer hold a use. The redemptions are not counted here. */
  redeemAll(redeemed: readonly RedeemedReservation[]): Promise<void>
  /** Counts the uses that are held, without those that have lapsed. Changes nothing. */
  readHeld(code: StoredCode): Promise<HeldUses>
  /**
   * Counts the reservations of a buyer that hold a code for first orders. With a coupon, its codes cannot be reserved
   * by others until the end of the transaction.
   */
  countFirstOrders(buyer: Buyer, couponId?: string): Promise<number>
  /**
   * Counts the uses of a coupon or a code that are held, and keeps others from taking or holding one until the end of
   * the transaction.
   */
  lockHeld(of: { readonly couponId: string } | { readonly codeId: string }): Promise<number>
}
