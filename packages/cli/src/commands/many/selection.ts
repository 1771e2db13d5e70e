import { toCodeKey } from '@referly-kit/codegen-structure/codes'
import { keyColumns, type Column } from '@referly-kit/csv'
import { toAddress } from '../../api/addresses.js'
import type { Connection } from '../../api/connection.js'
import { createCouponLookup } from '../../api/find-coupon.js'
import { assertAffiliate } from '../../api/find-record.js'
import { collections, type AnyRecord } from '../../changes/collections.js'
import type { Context } from '../../context.js'
import { readKeys } from '../../csv/read-keys.js'
import { CliError } from '../../errors.js'
import type { ManyFlags, ManyTarget, RecordKey } from './options.js'

/** A connection, and the context of its command. */
export interface SelectionContext {
  readonly connection: Connection
  readonly context: Context
}

/**
 * Reads the records that flags select.
 *
 * @throws CliError `INVALID_USAGE` when a record of the file does not exist
 */
export async function readSelected<Model extends AnyRecord, Flags>(
  target: ManyTarget<Model, Flags>,
  flags: Flags & Pick<ManyFlags, 'file'>,
  options: SelectionContext,
): Promise<readonly Model[]> {
  const records = await readFiltered(target, flags, options)
  if (flags.file === undefined) return records
  const candidates = toKeyColumns(target)
  const listed = await readKeys({ path: flags.file }, candidates, options.context.cwd)
  const found = findListed(target, records, { ...listed, path: flags.file })
  return records.filter((record) => found.has(record))
}

/** Reads the records that the flags select without their file. */
export async function readFiltered<Model extends AnyRecord, Flags>(
  target: ManyTarget<Model, Flags>,
  flags: Flags,
  { connection, context }: SelectionContext,
): Promise<readonly Model[]> {
  const lookup = await createCouponLookup(connection, context)
  const records: Model[] = []
  for await (const record of target.list(flags, lookup)) {
    if (target.isMatch?.(record, flags) !== false) records.push(record)
  }
  const { affiliate } = flags as { readonly affiliate?: string }
  if (target.filters.includes('affiliate' as keyof Flags)) {
    await assertAffiliate(affiliate, records, lookup)
  }
  return records
}

/** Returns the columns that can identify records in a file, best first. */
export function toKeyColumns<Model>({
  keys,
}: {
  readonly keys: readonly RecordKey<Model>[]
}): readonly Column[] {
  return keys.map(({ column }) => keyColumns[column])
}

/** The keys in a file, and their column, if the file has a header. */
export interface ListedKeys {
  readonly path: string
  readonly keys: readonly string[]
  readonly column: Column | undefined
}

/**
 * Finds the records that a file lists, and returns the key of each.
 *
 * @throws CliError `INVALID_USAGE` when a record does not exist, or several have the same key
 */
export function findListed<Model extends AnyRecord, Flags>(
  { collection, keys }: ManyTarget<Model, Flags>,
  records: readonly Model[],
  listed: ListedKeys,
): ReadonlyMap<Model, string> {
  const { noun } = collections[collection]
  const normalize = toNormalizer(collection)
  const own = keys.filter(({ column, needsHeader }) =>
    listed.column === undefined ? needsHeader !== true : keyColumns[column] === listed.column,
  )
  const wanted = new Map(listed.keys.map((key) => [normalize(key), key]))
  const taken = new Set<string>()
  const found = new Map<Model, string>()
  for (const record of records) {
    const texts = own.map((key) => normalize(String(key.of(record) ?? '')))
    const text = texts.find((each) => wanted.has(each))
    if (text === undefined) continue
    if (taken.has(text)) {
      const message = `${listed.path}: Several ${noun}s match ${wanted.get(text)}. List their IDs.`
      throw new CliError('INVALID_USAGE', message)
    }
    taken.add(text)
    found.set(record, wanted.get(text) ?? '')
  }
  const missing = [...wanted].flatMap(([text, key]) => (taken.has(text) ? [] : [key]))
  if (missing.length > 0) throw createMissingError(missing, noun, listed)
  return found
}

/** The maximum number of keys in a message. */
const maxShown = 5

function createMissingError(
  missing: readonly string[],
  noun: string,
  listed: ListedKeys,
): CliError {
  const shown = missing.slice(0, maxShown).join(', ')
  const listing = missing.length > maxShown ? `, such as ${shown}` : `: ${shown}`
  const [verb, them] = missing.length === 1 ? ['does', 'it'] : ['do', 'them']
  const place = listed.column === undefined ? '' : ` in the column ${listed.column.title}`
  return new CliError(
    'INVALID_USAGE',
    `${listed.path}: ${missing.length} of the ${noun}s${place} ${verb} not exist or ${verb} not match the other options${listing}. Remove ${them} from the file.`,
  )
}

/** Returns a function that reduces all spellings of a key to one. */
export function toNormalizer(collection: string): (key: string) => string {
  if (collection === 'codes') return toCodeKey
  return collection === 'affiliates' ? (text) => toKey(toAddress(text)) : toKey
}

function toKey(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}
