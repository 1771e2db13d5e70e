/** A discount published by someone else, with its source. */
export interface DiscountVector {
  readonly source: string
  readonly coupon: {
    readonly couponType: 'PERCENTAGE' | 'FLAT'
    readonly percentOff?: number
    readonly amountOff?: number
    readonly currency?: string
  }
  readonly amount: number
  readonly currency: string
  readonly amountOff: number
  readonly total: number
}

export const discountVectors: readonly DiscountVector[] = [
  {
    source: 'Recurly, recurly-js PR #994: 15 % of 34.90 is 5.24, floats gave 5.23',
    coupon: { couponType: 'PERCENTAGE', percentOff: 15 },
    amount: 34.9,
    currency: 'USD',
    amountOff: 5.24,
    total: 29.66,
  },
  {
    source: 'Stripe, coupons: a subtotal of 100 with 200 off is 0',
    coupon: { couponType: 'FLAT', amountOff: 200, currency: 'USD' },
    amount: 100,
    currency: 'USD',
    amountOff: 100,
    total: 0,
  },
  {
    source: 'Stripe, coupons: a subtotal of 300 with 200 off is 100',
    coupon: { couponType: 'FLAT', amountOff: 200, currency: 'USD' },
    amount: 300,
    currency: 'USD',
    amountOff: 200,
    total: 100,
  },
  {
    source: 'Referly, Create a Coupon: "20% off"',
    coupon: { couponType: 'PERCENTAGE', percentOff: 20 },
    amount: 49,
    currency: 'EUR',
    amountOff: 9.8,
    total: 39.2,
  },
  {
    source: 'Referly, Create a Coupon: "$10 off"',
    coupon: { couponType: 'FLAT', amountOff: 10, currency: 'USD' },
    amount: 49,
    currency: 'USD',
    amountOff: 10,
    total: 39,
  },
  {
    source: 'ISO 4217: JPY has no minor unit, so half a yen rounds up',
    coupon: { couponType: 'PERCENTAGE', percentOff: 15 },
    amount: 990,
    currency: 'JPY',
    amountOff: 149,
    total: 841,
  },
  {
    source: 'ISO 4217: KWD has three decimals',
    coupon: { couponType: 'PERCENTAGE', percentOff: 12.5 },
    amount: 5.124,
    currency: 'KWD',
    amountOff: 0.641,
    total: 4.483,
  },
]

/** An amount in major units, its currency, the amount in minor units, and the source. */
export const minorUnitVectors: readonly (readonly [number, string, number, string])[] = [
  [500, 'JPY', 500, 'Stripe, currencies: 500 JPY is 500'],
  [5.124, 'KWD', 5124, 'Stripe, currencies: 5.124 KWD is 5124 before its last digit is dropped'],
  [34.9, 'USD', 3490, 'Recurly PR #994'],
  [1.005, 'USD', 101, 'shortest decimal text; the binary value is less than 1.005'],
  [1.255, 'USD', 126, 'shortest decimal text; 1.255 * 100 is 125.49999999999999'],
  [8.345, 'USD', 835, 'shortest decimal text; 8.345 * 100 is 834.5000000000001'],
  [0.1 + 0.2, 'USD', 30, 'a sum of floating-point numbers'],
  [1.5, 'JPY', 2, 'rounds half up'],
  [1.4999, 'JPY', 1, 'less than half'],
  [0.005, 'USD', 1, 'half a cent'],
  [1e-7, 'USD', 0, 'a number that prints with an exponent'],
  [1e12, 'USD', 1e14, 'a large amount'],
  [9_999_999_999_999.99, 'USD', 999_999_999_999_999, 'the largest amount'],
  [1234, 'ISK', 1234, 'ISO 4217: no minor unit'],
  [1.2345, 'CLF', 12345, 'ISO 4217: four decimals'],
  [2.5, 'MGA', 250, 'ISO 4217: two decimals, as for every code not listed otherwise'],
]
