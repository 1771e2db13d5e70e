import type { PayoutPreviewItem, PayoutPreviewTotal } from '@referly-kit/types'
import type { Page, ReadPage } from '../lists/pages.js'
import type { PayoutSelection } from './selection.js'

/**
 * A preview names its affiliates in its address: 200 ids take 10 kB, and Node.js refuses more than 16 kB of headers.
 */
const mostInAddress = 200

interface PreviewQuery {
  readonly until?: string
  readonly affiliateId?: string[]
}

/** Returns the queries that preview a selection together. */
function toQueries({ until, affiliateIds }: PayoutSelection): readonly PreviewQuery[] {
  const rest = until === undefined ? {} : { until }
  if (affiliateIds === undefined) return [rest]
  const starts = Array.from({ length: Math.ceil(affiliateIds.length / mostInAddress) })
  return starts.map((_, index) => {
    const start = index * mostInAddress
    return { ...rest, affiliateId: affiliateIds.slice(start, start + mostInAddress) }
  })
}

/** Reads one page of the preview of a selection, whose queries follow each other. */
export function createPreviewReader(
  selection: PayoutSelection,
  read: (
    query: PreviewQuery & Parameters<ReadPage<unknown>>[0],
  ) => Promise<Page<PayoutPreviewItem>>,
): ReadPage<PayoutPreviewItem> {
  const queries = toQueries(selection)
  const readFrom: ReadPage<PayoutPreviewItem> = async ({ limit, cursor = '0 ' }) => {
    const [index = '', place = ''] = cursor.split(' ')
    const query = queries[Number(index)] ?? {}
    const page = await read({ ...query, limit, ...(place !== '' && { cursor: place }) })
    if (page.nextCursor !== null) return { ...page, nextCursor: `${index} ${page.nextCursor}` }
    const next = Number(index) + 1
    if (next >= queries.length) return page
    // A page without rows would look like the end.
    if (page.data.length === 0) return readFrom({ limit, cursor: `${next} ` })
    return { ...page, nextCursor: `${next} ` }
  }
  return readFrom
}

/** Reads the total of the preview of a selection. */
export async function readPreviewTotal(
  selection: PayoutSelection,
  read: (query: PreviewQuery) => Promise<PayoutPreviewTotal>,
): Promise<PayoutPreviewTotal | undefined> {
  const totals = await Promise.all(toQueries(selection).map((query) => read(query)))
  const [first, ...others] = totals
  return first && others.reduce(add, first)
}

function add(one: PayoutPreviewTotal, other: PayoutPreviewTotal): PayoutPreviewTotal {
  return {
    currency: one.currency,
    // Rounds away what floating-point numbers have below a cent.
    amount: Math.round((one.amount + other.amount) * 1e5) / 1e5,
    affiliates: one.affiliates + other.affiliates,
    carriedOver: one.carriedOver + other.carriedOver,
  }
}
