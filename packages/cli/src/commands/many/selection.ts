import { toCodeKey } from '@referly-kit/codegen-structure'
import { keyColumns } from '@referly-kit/csv'
import type { Connection } from '../../api/connection.js'
import { createCouponLookup } from '../../api/find-coupon.js'
import { collections, type AnyRecord } from '../../changes/collections.js'
import type { Context } from '../../context.js'
import { readKeys } from '../../csv/read-keys.js'
import { CliError } from '../../errors.js'
import type { ManyFlags, ManyTarget } from './options.js'

/**
 * Reads the records that flags select.
 *
 * @throws CliError `INVALID_USAGE` when a record of the file does not exist
 */
export async function readSelected<Model extends AnyRecord, Flags>(
  target: ManyTarget<Model, Flags>,
  flags: Flags & Pick<ManyFlags, 'file'>,
  { connection, context }: { readonly connection: Connection; readonly context: Context },
): Promise<readonly Model[]> {
  const lookup = await createCouponLookup(connection, context)
  const records: Model[] = []
  for await (const record of target.list(flags, lookup)) {
    if (target.isMatch?.(record, flags) !== false) records.push(record)
  }
  if (flags.file === undefined) return records
  return selectListed(target, records, { path: flags.file, cwd: context.cwd })
}

async function selectListed<Model extends AnyRecord, Flags>(
  { collection, keys }: ManyTarget<Model, Flags>,
  records: readonly Model[],
  { path, cwd }: { readonly path: string; readonly cwd: string },
): Promise<readonly Model[]> {
  const { noun } = collections[collection]
  const normalize = collection === 'codes' ? toCodeKey : toKey
  const candidates = keys.map(({ column }) => keyColumns[column])
  const listed = await readKeys({ path }, candidates, cwd)
  const own = keys.filter(({ column, needsHeader }) =>
    listed.column === undefined ? needsHeader !== true : keyColumns[column] === listed.column,
  )
  const wanted = new Map(listed.keys.map((key) => [normalize(key), key]))
  const found = new Set<string>()
  const selected = records.filter((record) => {
    const texts = own.map((key) => normalize(String(key.of(record) ?? '')))
    const text = texts.find((each) => wanted.has(each))
    if (text === undefined) return false
    if (found.has(text)) {
      const message = `${path}: Several ${noun}s match ${wanted.get(text)}. List their IDs.`
      throw new CliError('INVALID_USAGE', message)
    }
    found.add(text)
    return true
  })
  const missing = [...wanted].flatMap(([text, key]) => (found.has(text) ? [] : [key]))
  if (missing.length === 0) return selected
  const shown = missing.slice(0, 5).join(', ')
  const place = listed.column === undefined ? '' : ` in the column ${listed.column.title}`
  throw new CliError(
    'INVALID_USAGE',
    `${path}: ${missing.length} of the ${noun}s${place} do not exist or do not match the other options, such as ${shown}. Remove them from the file.`,
  )
}

function toKey(text: string): string {
  return text.normalize('NFC').trim().toLowerCase()
}
