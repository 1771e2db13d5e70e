/** A list as it is read, oldest first. */
export type Pages<T> = AsyncIterable<readonly T[]>

/** A list as pieces of JSON text, which together are its records with commas between them. */
export type JsonPieces = AsyncIterable<string>

/** The answer to a look-up: at hand as JSON text, or read piece by piece. */
export type Listing = { readonly text: string } | StreamedListing

/** The answer to a look-up that is read while it is sent. */
export interface StreamedListing {
  /** Whether a unique key was asked for: the one record is answered, and not an array that holds it. */
  readonly isOne: boolean
  readonly pieces: JsonPieces
}

/**
 * Makes the answer to a look-up.
 *
 * A unique key that names nothing answers the empty list, which every known consumer takes.
 */
export function toListing(pieces: JsonPieces, uniqueKeys: readonly unknown[]): Listing {
  return { isOne: uniqueKeys.some((key) => key !== undefined), pieces }
}

/** Makes the answer to a look-up by a unique key from the JSON of what was found. */
export function toFoundListing(json: string | undefined): Listing {
  return { text: json ?? '[]' }
}

/** Says whether an answer is that of a look-up. */
export function isListing(answer: unknown): answer is Listing {
  return typeof answer === 'object' && answer !== null && ('text' in answer || 'pieces' in answer)
}

/** Turns pages of records into JSON text, a piece for each page. */
export async function* toJsonPieces<T>(
  pages: Pages<T>,
  toAnswer: (record: T) => unknown,
): AsyncGenerator<string> {
  let comma = ''
  for await (const page of pages) {
    yield comma + page.map((record) => JSON.stringify(toAnswer(record))).join(',')
    comma = ','
  }
}
