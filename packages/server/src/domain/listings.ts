/** A list as it is read, oldest first. */
export type Pages<T> = AsyncIterable<readonly T[]>

/** A list as pieces of JSON in UTF-8, which together are its records with commas between them. */
export type JsonPieces = AsyncIterable<Uint8Array>

/** The answer to a look-up: at hand as JSON text, or read piece by piece. */
export type Listing = { readonly text: string } | StreamedListing

/** The answer to a look-up that is read while it is sent. */
export interface StreamedListing {
  /** Whether a unique key was asked for: the one record is answered, and not an array that holds it. */
  readonly isOne: boolean
  readonly pieces: JsonPieces
}

/**
 * Creates the answer to a look-up.
 *
 * A unique key that names nothing answers the empty list, which every known consumer takes.
 */
export function toListing(pieces: JsonPieces, uniqueKeys: readonly unknown[]): Listing {
  return { isOne: uniqueKeys.some((key) => key !== undefined), pieces }
}

/** Creates the answer to a look-up by a unique key from the JSON of what was found. */
export function toFoundListing(json: string | undefined): Listing {
  return { text: json ?? '[]' }
}

/** Returns whether an answer is that of a look-up. */
export function isListing(answer: unknown): answer is Listing {
  return typeof answer === 'object' && answer !== null && ('text' in answer || 'pieces' in answer)
}

/** Turns pages of records into JSON, a piece for each page. */
export async function* toJsonPieces<T>(
  pages: Pages<T>,
  toAnswer: (record: T) => unknown,
): AsyncGenerator<Uint8Array> {
  let lead = ''
  for await (const page of pages) {
    yield toJsonBytes(page, (record) => JSON.stringify(toAnswer(record)), lead)
    lead = ','
  }
}

/** Room for one record, in bytes; where it does not do, the room doubles. */
const usualSize = 1280

/**
 * Writes records as JSON in UTF-8, with commas between them and a lead before them.
 *
 * Each text is written while the processor has it at hand: a page that is joined first takes four times as long.
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

/** A unit of UTF-16 is three bytes of UTF-8 at most. */
const longestUnit = 3
