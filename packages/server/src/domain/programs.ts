/** An affiliate program: whose data, in which currency, with which rules of commission. */
export interface Program {
  readonly id: string
  readonly name: string
  /** ISO 4217, upper case; sales are in it. */
  readonly currency: string
  /** Percent for affiliates that are created without a rate. */
  readonly commissionRate: number
  /** Whether tax is taken off a sale before commission. */
  readonly deductTax: boolean
  /** Whether shipping is taken off a sale before commission. */
  readonly deductShipping: boolean
}
