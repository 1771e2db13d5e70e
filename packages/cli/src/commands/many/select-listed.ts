import type { AnyRecord } from '../../changes/collections.js'
import type { Context } from '../../context.js'
import type { Column } from '../../csv/columns.js'
import { readKeys } from '../../csv/keys.js'
import { CliError } from '../../errors.js'

/** A column of a file that identifies records. */
export interface KeyColumn<Model> {
  readonly column: Column
  toKey(record: Model): string | number | null | undefined
  /** True for keys that a list without a header cannot have, because they look like others. */
  readonly needsHeader?: boolean
}

/** A file that lists records. */
export interface ListedRecords<Model> {
  /** As the user wrote it. */
  readonly path: string
  /** The word for one record. */
  readonly noun: string
  /** The columns by which the file can identify records, best first. */
  readonly keys: readonly KeyColumn<Model>[]
  /** Returns the same text for keys that mean the same record. Default: compares in any letter case. */
  normalize?(key: string): string
}

/**
 * Selects the records that a file lists.
 *
 * @throws CliError `INVALID_USAGE` when one of them is not among the records, or is ambiguous
 */
export async function selectListed<Model extends AnyRecord>(
  records: readonly Model[],
  { path, noun, keys, normalize = toKey }: ListedRecords<Model>,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<readonly Model[]> {
  const candidates = keys.map(({ column }) => column)
  const listed = await readKeys({ path }, candidates, cwd)
  const own = keys.filter(({ column, needsHeader }) =>
    listed.column === undefined ? needsHeader !== true : column === listed.column,
  )
  const wanted = new Map(listed.keys.map((key) => [normalize(key), key]))
  const found = new Map<string, Model>()
  const selected = records.filter((record) => {
    const texts = own.map((key) => normalize(String(key.toKey(record) ?? '')))
    const text = texts.find((each) => wanted.has(each))
    if (text === undefined) return false
    if (found.has(text)) throw createAmbiguousError(path, noun, wanted.get(text) ?? '')
    found.set(text, record)
    return true
  })
  const missing = [...wanted].flatMap(([text, key]) => (found.has(text) ? [] : [key]))
  if (missing.length === 0) return selected
  const shown = missing.slice(0, 5).join(', ')
  throw new CliError(
    'INVALID_USAGE',
    `${path}: ${missing.length} of the ${noun}s do not exist or do not match the other options, such as ${shown}. Remove them from the file.`,
  )
}

function toKey(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}

function createAmbiguousError(path: string, noun: string, key: string): CliError {
  return new CliError('INVALID_USAGE', `${path}: Several ${noun}s match ${key}. List their IDs.`)
}
