import type { CallOptions } from '../options.js'

/** One page of a list of the kit API. */
export interface Page<Item> {
  readonly data: Item[]
  /** The `cursor` of the next page, or null after the last one. */
  readonly nextCursor: string | null
}

/** The calls of a list of the kit API. */
export interface PagedCalls<Item, Query> {
  /** Returns one page. Pass its `nextCursor` as `cursor` to get the next one. */
  list(query?: Query, options?: CallOptions): Promise<Page<Item>>
  /**
   * Yields every record, and reads the next page when it is needed. Nothing is sent before the first iteration.
   *
   * @example
   * for await (const payout of referly.kit.payouts.iterate()) payout.status //=> 'PAID'
   */
  iterate(query?: Query, options?: CallOptions): AsyncGenerator<Item, void, undefined>
}

/** Creates the calls of a list from the call that reads one page. */
export function createPaged<Item, Query extends { readonly cursor?: string }>(
  list: PagedCalls<Item, Query>['list'],
): PagedCalls<Item, Query> {
  return {
    list,
    async *iterate(query, options) {
      for (let cursor = query?.cursor; ;) {
        const page = await list({ ...(query as Query), ...(cursor && { cursor }) }, options)
        yield* page.data
        if (!page.nextCursor) return
        cursor = page.nextCursor
      }
    },
  }
}
