import {
  isCsvError,
  parseAffiliates,
  type AffiliateFile,
  type ColumnChoice,
  type NameOrder,
} from '@referly-kit/csv'

/** The choices about a file. Those that are absent are detected. */
export interface FileChoices {
  readonly encoding: string | undefined
  /** Maps the title of a needed column to the title or number of the one in the file. */
  readonly columns: ReadonlyMap<string, string>
  readonly nameOrder: NameOrder
}

/** The affiliates in a file, or the reason why it cannot be used. */
export type FileReading =
  | { readonly kind: 'affiliates'; readonly file: AffiliateFile }
  | {
      readonly kind: 'problem'
      readonly message: string
      /** The column to choose, if choosing one can help. */
      readonly choice: ColumnChoice | undefined
    }

/** Reads the bytes of a file. Loaded when the first file is chosen, because most visits need no CSV parser. */
export function readAffiliateFile(bytes: Uint8Array, choices: FileChoices): FileReading {
  try {
    return { kind: 'affiliates', file: parseAffiliates(bytes, choices) }
  } catch (error) {
    if (!isCsvError(error)) throw error
    const { message, choice } = error
    return { kind: 'problem', message, choice }
  }
}
