import type {
  KitSale,
  NewKitSale,
  NewQuote,
  NewReservation,
  Quote,
  Reservation,
  ReservedQuote,
} from '@referly-kit/types'
import { isNotFoundError } from '../errors/api-errors.js'
import type { CallOptions } from '../options.js'
import { toData, withIdempotencyKey, type KitContext } from './context.js'

/** The calls about quotes. */
export interface QuoteCalls {
  /**
   * Checks a code for an order, and returns the discount or every reason for refusal. Changes nothing.
   *
   * @example
   * const order = { amount: 59.9, currency: 'USD' }
   * const { discount } = await referly.kit.quotes.create({ promoCode: 'ada20', order })
   * discount //=> { amountOff: 11.98, amountOffMinor: 1198, total: 47.92, totalMinor: 4792 }
   */
  create(input: NewQuote, options?: CallOptions): Promise<Quote>
}

/** A code and an order to hold a use for. Without an `idempotencyKey`, the client sets one. */
export type ReservationInput = Omit<NewReservation, 'idempotencyKey'> &
  Partial<Pick<NewReservation, 'idempotencyKey'>>

/** The calls about reservations. */
export interface ReservationCalls {
  /**
   * Checks a code like a quote and, unless it is refused, holds one use of it for the buyer.
   *
   * @example
   * const order = { amount: 59.9, currency: 'USD' }
   * const input = { promoCode: 'ada20', order, idempotencyKey: 'cart-1' }
   * const { reservation } = await referly.kit.reservations.create(input)
   * reservation?.status //=> 'HELD'
   */
  create(input: ReservationInput, options?: CallOptions): Promise<ReservedQuote>
  /** Returns a reservation as it is now, or undefined if no such reservation exists. */
  find(id: string, options?: CallOptions): Promise<Reservation | undefined>
  /** Releases the held use. Throws a `ConflictError` when a sale has redeemed the reservation. */
  release(id: string, options?: CallOptions): Promise<Reservation>
}

/** The calls about sales from a checkout. */
export interface KitSaleCalls {
  /**
   * Records a sale. Repeating an `externalId`, an `externalInvoiceId`, or a `reservationId` returns the first sale.
   *
   * @example
   * const sale = { reservationId, totalEarned: 47.92, name: 'Ada', externalId: 'pi_1' }
   * await referly.kit.sales.create(sale) //=> { redemption: 'COUNTED' }
   */
  create(input: NewKitSale, options?: CallOptions): Promise<KitSale>
}

/** The calls of a checkout. */
export interface CheckoutCalls {
  readonly quotes: QuoteCalls
  readonly reservations: ReservationCalls
  readonly sales: KitSaleCalls
}

/** Creates the calls of a checkout. */
export function createCheckout({ api, toInit }: KitContext): CheckoutCalls {
  return {
    quotes: {
      create: async (body, options) =>
        toData(await api.POST('/quotes', { ...toInit(options), body })),
    },
    reservations: {
      create: async (input, options) =>
        toData(
          await api.POST('/reservations', { ...toInit(options), body: withIdempotencyKey(input) }),
        ),
      async find(reservationId, options) {
        try {
          const init = { ...toInit(options), params: { path: { reservationId } } }
          return toData(await api.GET('/reservations/{reservationId}', init))
        } catch (error) {
          // A server without the kit API returns no error code.
          if (isNotFoundError(error) && error.errorBody?.code) return undefined
          throw error
        }
      },
      async release(reservationId, options) {
        const init = { ...toInit(options), params: { path: { reservationId } } }
        return toData(await api.DELETE('/reservations/{reservationId}', init))
      },
    },
    sales: {
      create: async (body, options) =>
        toData(await api.POST('/sales', { ...toInit(options), body })),
    },
  }
}
