/** Pages of a list, oldest records first. */
export type Pages<T> = AsyncIterable<readonly T[]>

/** Pieces of JSON in UTF-8 that together are records with commas between them. */
export type JsonPieces = AsyncIterable<Uint8Array>

/** The response to a lookup: complete JSON, or pieces that are sent while they are read. */
export type Listing = TextListing | StreamedListing

/** A response that is complete. */
export interface TextListing {
  readonly kind: 'text'
  readonly text: string
}

/** A response that is sent while it is read. */
export interface StreamedListing {
  readonly kind: 'stream'
  /** True when the response is one record instead of an array. */
  readonly isOne: boolean
  readonly pieces: JsonPieces
}

/**
 * Creates the response to a lookup: an array, or one record for coupons and codes that are looked up by a unique key.
 *
 * When a unique key matches nothing, the response is an empty array, which all known clients accept.
 */
export function toListing(pieces: JsonPieces, uniqueKeys: readonly unknown[] = []): Listing {
  return { kind: 'stream', isOne: uniqueKeys.some((key) => key !== undefined), pieces }
}

/** Creates the response to a lookup by a unique key from the JSON of the record, if one was found. */
export function toFoundListing(json: string | undefined): Listing {
  return { kind: 'text', text: json ?? '[]' }
}

/** Turns pages of records into JSON, one piece per page. */
export async function* toJsonPieces<T>(
  pages: Pages<T>,
  toResponse: (record: T) => unknown,
): AsyncGenerator<Uint8Array> {
  let lead = ''
  for await (const page of pages) {
    yield toJsonBytes(page, (record) => JSON.stringify(toResponse(record)), lead)
    lead = ','
  }
}

/** Bytes reserved for each record; when they are not enough, the buffer doubles. */
const usualSize = 1280

/** One UTF-16 code unit takes at most three bytes of UTF-8. */
const longestUnit = 3

/**
 * Encodes records as JSON in UTF-8, with commas between them and `lead` before the first.
 *
 * Each text is written while it is in the processor's cache; joining the page first would take four times as long.
 */
export function toJsonBytes<T>(
  records: readonly T[],
  toJson: (record: T) => string,
  lead: string = '',
): Uint8Array {
  let bytes = Buffer.allocUnsafeSlow(records.length * usualSize)
  let size = 0
  for (const record of records) {
    const text = (size === 0 ? lead : ',') + toJson(record)
    const most = size + text.length * longestUnit
    if (most > bytes.length) {
      bytes = Buffer.concat([bytes.subarray(0, size)], Math.max(most, bytes.length * 2))
    }
    size += bytes.write(text, size)
  }
  return bytes.subarray(0, size)
}

/** A page of a list of the kit API, which is sent while it is read. */
export interface RecordPage<T, More extends object = object> {
  /**
   * The records after the cursor, and one more than `limit` if it exists, which shows that there is
   * a next page.
   */
  readonly pages: Pages<T>
  /** The maximum number of records in the response. Without one, the response has all of them. */
  readonly limit?: number | undefined
  /** Returns the cursor of the page after a record, which is the last one of this page. */
  readonly toCursor?: ((record: T) => string) | undefined
  /** Returns more properties of the response, once all records are read. */
  readonly toMore?: (() => More) | undefined
}

/** A list of the kit API that is sent whole, with the JSON of its records. */
export interface TextPage<More extends object = object> {
  readonly pieces: JsonPieces
  /** More properties of the response. */
  readonly more: More
}

/** Turns a whole list into the JSON of the response. */
export async function* toTextPieces({ pieces, more }: TextPage): AsyncGenerator<Uint8Array> {
  let lead = '{"data":['
  for await (const piece of pieces) {
    if (piece.length === 0) continue
    yield lead === '' ? piece : Buffer.concat([Buffer.from(lead), piece])
    lead = ''
  }
  const end = JSON.stringify({ nextCursor: null, ...more }).slice(1)
  yield Buffer.from(`${lead}],${end}`)
}

/** Turns a page into the JSON of the response: `{ "data": [...], "nextCursor": ... }`. */
export async function* toPagePieces<T, More extends object>({
  pages,
  limit = Infinity,
  toCursor,
  toMore,
}: RecordPage<T, More>): AsyncGenerator<Uint8Array> {
  let lead = '{"data":['
  let count = 0
  let last: T | undefined
  let nextCursor: string | null = null
  for await (const records of pages) {
    const shown = records.slice(0, limit - count)
    count += shown.length
    last = shown.at(-1) ?? last
    if (shown.length > 0) {
      yield toJsonBytes(shown, (record) => JSON.stringify(record), lead)
      lead = ','
    }
    if (shown.length === records.length || last === undefined) continue
    nextCursor = toCursor?.(last) ?? null
    break
  }
  const more = JSON.stringify({ nextCursor, ...toMore?.() }).slice(1)
  yield Buffer.from(`${count === 0 ? lead : ''}],${more}`)
}
