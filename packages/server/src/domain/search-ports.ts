import type {
  AffiliateSummary,
  CodeSummary,
  CouponSummary,
  ReferralSummary,
  SaleSummary,
} from '@referly-kit/types'

/** The records that can be searched, as the store returns them. Amounts are in minor units. */
export interface SearchRecords {
  readonly codes: CodeSummary
  readonly coupons: CouponSummary
  readonly affiliates: Omit<AffiliateSummary, 'totalCommissionEarned' | 'currency'> & {
    readonly commissionMinor: number
  }
  readonly referrals: ReferralSummary
  readonly sales: Omit<SaleSummary, 'totalEarned' | 'commissionEarned' | 'currency'> & {
    readonly totalMinor: number
    readonly commissionMinor: number
  }
}

/** A list that can be searched. */
export type SearchName = keyof SearchRecords

/** The records to find. A list ignores filters that it does not have. */
export interface SearchFilter {
  /** Words that a record must contain. */
  readonly words: readonly string[]
  readonly id?: string | undefined
  readonly couponId?: string | undefined
  readonly affiliateId?: string | undefined
  readonly promotionalCodeId?: string | undefined
  readonly status?: string | undefined
  readonly redeemed?: boolean | undefined
  readonly assigned?: boolean | undefined
  readonly hasActiveCodes?: boolean | undefined
  /** A coupon. Affiliates with a code for it are left out. */
  readonly withoutCodeOf?: string | undefined
  readonly expiresBefore?: string | undefined
  /** The start of a period, and its exclusive end. */
  readonly start?: string | undefined
  readonly end?: string | undefined
}

/** The place of a record in an order. */
export interface SearchPosition {
  /**
   * The section of the order: records without a value are in a separate section after the others.
   */
  readonly part: number
  readonly values: readonly string[]
  readonly id: string
}

/** The order of a list. */
export interface SearchOrder {
  readonly sort: string
  readonly isDescending: boolean
}

/** A page to read: at most `limit` records after a position, without the first `skip`. */
export interface SearchPage extends SearchOrder {
  readonly after: SearchPosition | undefined
  readonly skip: number
  readonly limit: number
}

/** A record with its place in the order. */
export interface Found<Item> {
  readonly record: Item
  readonly position: SearchPosition
}

/** Searches the records of one program. */
export interface SearchStore {
  read<Name extends SearchName>(
    name: Name,
    filter: SearchFilter,
    page: SearchPage,
  ): Promise<readonly Found<SearchRecords[Name]>[]>
  /** Counts the records up to a limit. */
  count(name: SearchName, filter: SearchFilter, limit: number): Promise<number>
  /** Returns whether a value has the form of a position in an order. */
  isPosition(name: SearchName, order: SearchOrder, value: SearchPosition): boolean
}
