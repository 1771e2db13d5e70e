import type {
  AffiliateSummary,
  CodeSummary,
  CouponSummary,
  ReferralSummary,
  SaleSummary,
} from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import type { CallOptions } from '../options.js'
import { toData, type KitContext } from './context.js'
import { createPaged, type Page, type PagedCalls } from './pages.js'

type Query<Id extends keyof operations> = NonNullable<operations[Id]['parameters']['query']>

/** One page of found records. */
export interface SearchPage<Item> extends Page<Item> {
  /** The number of records on all pages, counted up to 1,000,000. Null unless `includeTotal` is true. */
  readonly total: number | null
}

/** The calls of a list that can be searched. */
export interface SearchCalls<Item, ListQuery> extends PagedCalls<Item, ListQuery> {
  /**
   * Returns one page of the records that match.
   *
   * @example
   * const query = { q: 'ada', sort: 'REDEEMED', order: 'DESC', limit: 20 } as const
   * const { data, nextCursor } = await referly.kit.search.codes.list(query)
   * data[0]?.affiliateName //=> 'Ada King'
   */
  list(query?: ListQuery, options?: CallOptions): Promise<SearchPage<Item>>
}

/** The calls that search records. */
export interface KitSearchCalls {
  readonly codes: SearchCalls<CodeSummary, Query<'searchCodes'>>
  readonly coupons: SearchCalls<CouponSummary, Query<'searchCoupons'>>
  readonly affiliates: SearchCalls<AffiliateSummary, Query<'searchAffiliates'>>
  readonly referrals: SearchCalls<ReferralSummary, Query<'searchReferrals'>>
  readonly sales: SearchCalls<SaleSummary, Query<'searchSales'>>
}

/** Creates the calls that search records. */
export function createSearch({ api, toInit }: KitContext): KitSearchCalls {
  const toCalls = <Item, ListQuery extends { readonly cursor?: string }>(
    path: `/search/${keyof KitSearchCalls}`,
  ): SearchCalls<Item, ListQuery> => {
    // The boundary: the types of the calls determine which query and items a path has.
    const list: SearchCalls<Item, ListQuery>['list'] = async (query, options) =>
      toData(await api.GET(path, { ...toInit(options), params: { query } } as never)) as never
    return { ...createPaged<Item, ListQuery>(list), list }
  }
  return {
    codes: toCalls('/search/codes'),
    coupons: toCalls('/search/coupons'),
    affiliates: toCalls('/search/affiliates'),
    referrals: toCalls('/search/referrals'),
    sales: toCalls('/search/sales'),
  }
}
