import { toCodeKey } from '@referly-kit/codegen-structure'
import { fromMinorUnits } from '@referly-kit/redemption'
import type { KitSale, NewKitSale } from '@referly-kit/types'
import { isServerError, toReceived } from '../errors.js'
import type { Call } from './call.js'
import { saleRefusal } from './decide-reservations.js'
import { assertPayable, createInputError, createUnknownError, parseDateTime } from './input.js'
import type { SaleRecord } from './records.js'
import type { ReservationRecord } from './reservation-records.js'
import { createRedeemedError } from './reservations.js'
import { recordSale, type Payment } from './sales.js'

/**
 * Creates a sale from a checkout. A repeat with the same `externalId`, `externalInvoiceId`, or
 * reservation returns the first sale.
 */
export async function createKitSale(
  call: Call,
  { body }: { readonly body: NewKitSale },
): Promise<KitSale> {
  const { reservationId, occurredAt: occurred, ...input } = body
  assertPaid(call, input)
  const instants = toInstants(call, occurred)
  if (reservationId === undefined) {
    return toKitSale(call, await recordSale(call, { input, ...instants }))
  }
  const reservation = await readReservation(call, reservationId, input.promoCode)
  try {
    assertNotRedeemed(reservation)
    const { promoCode: _code, ...paid } = input
    return toKitSale(call, await recordSale(call, { input: paid, reservation, ...instants }))
  } catch (error) {
    const first = isServerError(error, 'RESERVATION_REDEEMED')
      ? await findFirst(call, body, reservationId)
      : undefined
    if (first === undefined) throw error
    return toKitSale(call, first)
  }
}

/** Throws `INVALID_INPUT` for an amount that cannot be paid in the currency. */
function assertPaid({ program }: Call, { totalEarned, tax, shipping }: NewKitSale): void {
  for (const [name, amount] of Object.entries({ totalEarned, tax, shipping })) {
    if (amount !== undefined) assertPayable(amount, program.currency, `sale.${name}`)
  }
}

function assertNotRedeemed(reservation: ReservationRecord): void {
  if (reservation.status === 'REDEEMED') throw createRedeemedError(reservation, saleRefusal)
}

/** Finds the sale that redeemed the reservation, unless its keys differ from the request's. */
async function findFirst(
  call: Call,
  { externalId, externalInvoiceId }: NewKitSale,
  reservationId: string,
): Promise<SaleRecord | undefined> {
  const { saleId = null } = (await call.data.reservations.find(reservationId)) ?? {}
  const sale = saleId === null ? undefined : await call.data.sales.find(saleId)
  const isSame =
    (externalId === undefined || externalId === sale?.externalId) &&
    (externalInvoiceId === undefined || externalInvoiceId === sale?.externalInvoiceId)
  return isSame ? sale : undefined
}

async function readReservation(
  call: Call,
  reservationId: string,
  promoCode: string | undefined,
): Promise<ReservationRecord> {
  const reservation = await call.data.reservations.find(reservationId)
  if (reservation === undefined) {
    const expected = 'the id of a reservation in the program'
    throw createUnknownError(saleRefusal.field, expected, reservationId)
  }
  if (promoCode === undefined || toCodeKey(promoCode) === toCodeKey(reservation.promoCode)) {
    return reservation
  }
  throw createInputError({
    field: 'sale.promoCode',
    expected: 'omitted or the code of the reservation',
    received: toReceived(promoCode),
  })
}

// The clock of a payment provider can be ahead of ours.
const clockSkewMs = 5 * 60_000

/** Returns the times of a payment that is reported late. */
function toInstants({ now }: Call, text: string | undefined): Pick<Payment, 'now' | 'recordedAt'> {
  const field = 'sale.occurredAt'
  const instant = parseDateTime(text, field)
  if (instant === null) return {}
  const ms = Date.parse(instant)
  if (ms > now.getTime() + clockSkewMs) {
    throw createInputError({ field, expected: 'in the past', received: instant })
  }
  return ms < now.getTime() ? { now: new Date(ms), recordedAt: now } : {}
}

function toKitSale({ program }: Call, sale: SaleRecord): KitSale {
  const { currency } = program
  const toMajor = (minor: number | null): number => fromMinorUnits(minor ?? 0, currency)
  return {
    id: sale.id,
    affiliateId: sale.affiliateId,
    referralId: sale.referralId ?? null,
    externalId: sale.externalId ?? null,
    externalInvoiceId: sale.externalInvoiceId ?? null,
    name: sale.name,
    email: sale.email ?? null,
    totalEarned: toMajor(sale.totalMinor),
    taxAmount: toMajor(sale.taxMinor),
    shippingAmount: toMajor(sale.shippingMinor),
    currency,
    commissionRate: sale.commissionRate,
    commissionEarned: toMajor(sale.commissionMinor),
    status: sale.status,
    refundedAt: sale.refundedAt,
    reservationId: sale.reservationId,
    redemption: toRedemption(sale),
    occurredAt: sale.createdAt,
    recordedAt: sale.recordedAt ?? sale.createdAt,
  }
}

function toRedemption(sale: SaleRecord): KitSale['redemption'] {
  if (sale.promotionalCodeId === null) return null
  if (sale.isRedemption) return 'COUNTED'
  return sale.fulfilledReferralId === null ? 'NOT_COUNTED' : 'BY_REFERRAL'
}
