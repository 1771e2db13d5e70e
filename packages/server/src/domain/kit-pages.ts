import { isRedemptionInputError, toSpan } from '@referly-kit/redemption'
import type { Call } from './call.js'
import { isUuid } from './identifiers.js'
import { createInputError } from './input.js'
import type { RecordPage } from './listings.js'

/** The parameters of a list. */
export interface PageQuery {
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** The parameters of a list that can be read from its oldest or its newest record. */
export interface SortedPageQuery extends PageQuery {
  readonly sort?: 'OLDEST' | 'NEWEST' | undefined
}

const defaultLimit = 100

/** The source of one page of a list. */
export interface PageReader<Row, Item> {
  /** Reads at most `limit` rows after a cursor. */
  read(cursor: string | undefined, limit: number): Promise<readonly Row[]>
  toItem(row: Row): Item
  /** Returns the cursor of the page after an item. */
  toCursor(item: Item): string
  /** Returns whether a text can be a cursor of the list. By default, cursors are ids. */
  isCursor?(text: string): boolean
}

/**
 * Reads a page of a list, and one more row to find out whether there is a next page.
 *
 * @throws ServerError `INVALID_INPUT` for a cursor of another list.
 */
export async function readPage<Row, Item>(
  { limit = defaultLimit, cursor }: PageQuery,
  { read, toItem, toCursor, isCursor = isUuid }: PageReader<Row, Item>,
): Promise<RecordPage<Item>> {
  if (cursor !== undefined && !isCursor(cursor)) {
    const expected = 'the `nextCursor` of the previous response'
    throw createInputError({ field: 'query.cursor', expected })
  }
  const rows = await read(cursor, limit + 1)
  return { pages: toPages(rows.map((row) => toItem(row))), limit, toCursor }
}

async function* toPages<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield items
}

/** A range of days in the time zone of the program, the last one included. */
export interface DayRange {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/**
 * Returns the start of a range of days and its exclusive end.
 *
 * @throws ServerError `INVALID_INPUT` for a date that does not exist, or a range that ends before it begins.
 */
export function toInstants(
  { program }: Call,
  { from, to }: DayRange,
  noun = 'query',
): { readonly start?: string; readonly end?: string } {
  if (from !== undefined && to !== undefined && to < from) {
    throw createInputError({
      field: `${noun}.to`,
      expected: `${from} or later, because the period begins then`,
      received: to,
    })
  }
  const toDay = (date: string, field: string): { readonly start: Date; readonly end: Date } => {
    try {
      return toSpan({ from: date, to: date }, program.timeZone)
    } catch (error) {
      if (!isRedemptionInputError(error)) throw error
      const { expected, received } = error
      throw createInputError({ field: `${noun}.${field}`, expected, received }, error)
    }
  }
  return {
    ...(from === undefined ? {} : { start: toDay(from, 'from').start.toISOString() }),
    ...(to === undefined ? {} : { end: toDay(to, 'to').end.toISOString() }),
  }
}
