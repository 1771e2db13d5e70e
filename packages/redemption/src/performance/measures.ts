import { parseCurrency } from '../currencies.js'
import { divideHalfUp, powerOfTen } from '../decimals.js'
import { RedemptionInputError } from '../errors.js'
import { largestMinorAmount, parseDecimal, toMajorUnits } from '../money.js'

/** Sums over sales, in whole minor units of one currency. */
export interface PerformanceSums {
  readonly currency: string
  /** Redemptions of codes that are still counted. */
  readonly redemptions: number
  readonly sales: number
  readonly revenueMinor: number
  /** The part of the revenue that was refunded. */
  readonly refundsMinor: number
  readonly commissionMinor: number
  /** Customers whose first sale is one of these. */
  readonly newCustomers: number
}

/** The measures of a report; amounts in major units. */
export interface Measures {
  readonly redemptions: number
  readonly sales: number
  readonly revenue: number
  readonly refunds: number
  /** Revenue minus refunds. */
  readonly netRevenue: number
  readonly commission: number
  readonly newCustomers: number
  /** Revenue divided by sales, rounded half up to minor units; null without sales. */
  readonly averageOrder: number | null
}

/** Returns the sums of no sales. */
export function createSums(currency: string): PerformanceSums {
  return {
    currency: parseCurrency(currency, 'currency'),
    redemptions: 0,
    sales: 0,
    revenueMinor: 0,
    refundsMinor: 0,
    commissionMinor: 0,
    newCustomers: 0,
  }
}

/**
 * Adds up two sums.
 *
 * @throws RedemptionInputError `CURRENCY_MISMATCH` when their currencies differ, and `AMOUNT_TOO_LARGE` above fifteen
 *   digits of minor units.
 */
export function addSums(one: PerformanceSums, other: PerformanceSums): PerformanceSums {
  if (one.currency !== other.currency) {
    const expected = `${one.currency}, because amounts in different currencies cannot be added`
    const received = other.currency
    throw new RedemptionInputError({
      code: 'CURRENCY_MISMATCH',
      field: 'currency',
      expected,
      received,
    })
  }
  return {
    currency: one.currency,
    redemptions: one.redemptions + other.redemptions,
    sales: one.sales + other.sales,
    revenueMinor: addAmounts(one.revenueMinor, other.revenueMinor, 'revenueMinor'),
    refundsMinor: addAmounts(one.refundsMinor, other.refundsMinor, 'refundsMinor'),
    commissionMinor: addAmounts(one.commissionMinor, other.commissionMinor, 'commissionMinor'),
    newCustomers: one.newCustomers + other.newCustomers,
  }
}

function addAmounts(one: number, other: number, field: string): number {
  return assertAmount(one + other, field)
}

/** Returns an amount, unless it is too large to be exact. */
function assertAmount(minor: number, field: string): number {
  if (Number.isInteger(minor) && minor >= 0 && minor <= largestMinorAmount) return minor
  const expected = `a whole number from 0 to ${largestMinorAmount} minor units`
  throw new RedemptionInputError({ code: 'AMOUNT_TOO_LARGE', field, expected, received: minor })
}

/**
 * Converts sums to the measures of a report.
 *
 * @example
 * toMeasures({ ...createSums('USD'), sales: 3, revenueMinor: 10_000, refundsMinor: 2500 })
 * //=> { redemptions: 0, sales: 3, revenue: 100, refunds: 25, netRevenue: 75, commission: 0, newCustomers: 0,
 * //     averageOrder: 33.33 }
 *
 * @throws RedemptionInputError `AMOUNT_TOO_LARGE` above fifteen digits of minor units.
 */
export function toMeasures(sums: PerformanceSums): Measures {
  const { redemptions, sales, newCustomers, currency } = sums
  const toMajor = (minor: number, field: string): number =>
    toMajorUnits(assertAmount(minor, field), currency)
  return {
    redemptions,
    sales,
    revenue: toMajor(sums.revenueMinor, 'revenueMinor'),
    refunds: toMajor(sums.refundsMinor, 'refundsMinor'),
    netRevenue: toMajor(sums.revenueMinor - sums.refundsMinor, 'netRevenueMinor'),
    commission: toMajor(sums.commissionMinor, 'commissionMinor'),
    newCustomers,
    averageOrder: sales === 0 ? null : toMajor(toAverage(sums.revenueMinor, sales), 'averageMinor'),
  }
}

/** Divides an amount, rounded half up. Twice the largest amount is below 2^53, so every step is exact. */
function toAverage(minor: number, count: number): number {
  const dividend = 2 * minor + count
  return (dividend - (dividend % (2 * count))) / (2 * count)
}

/**
 * Returns the change of a measure in percent, rounded to one decimal; null when there is nothing to compare with.
 *
 * @example
 * toPercentChange(45, 40) //=> 12.5
 * toPercentChange(45, 0) //=> null
 *
 * @throws RedemptionInputError `INVALID_AMOUNT` for a number below 0.
 */
export function toPercentChange(current: number, earlier: number): number | null {
  const [now, then] = [parseDecimal(current, 'current'), parseDecimal(earlier, 'earlier')]
  if (then.digits === 0n) return null
  const nowDigits = now.digits * powerOfTen(then.scale)
  const thenDigits = then.digits * powerOfTen(now.scale)
  const isLess = nowDigits < thenDigits
  const difference = isLess ? thenDigits - nowDigits : nowDigits - thenDigits
  const tenths = Number(divideHalfUp(difference * 1000n, thenDigits))
  return (isLess ? -tenths : tenths) / 10
}
