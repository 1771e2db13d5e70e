/** An affiliate program, with its currency and its commission rules. */
export interface Program {
  readonly id: string
  readonly name: string
  /** ISO 4217 code of its sales, in upper case. */
  readonly currency: string
  /** Percentage for affiliates that are created without a rate. */
  readonly commissionRate: number
  /** Deducts tax from a sale before commission. */
  readonly deductTax: boolean
  /** Deducts shipping from a sale before commission. */
  readonly deductShipping: boolean
  /** Address of the site that links lead to. */
  readonly siteUrl: string | null
}
