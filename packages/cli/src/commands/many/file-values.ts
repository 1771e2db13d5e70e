import { toAddress } from '../../api/addresses.js'
import { createClient } from '../../api/client.js'
import { collections, type AnyRecord, type Values } from '../../changes/collections.js'
import { keepDifferent } from '../../changes/plan-change.js'
import { valueColumns } from '../../changes/value-columns.js'
import { parseValueFile, type ValueRow } from '../../changes/value-file.js'
import { createRefusal, readCsvFile } from '../../csv/read-csv-file.js'
import { readLocalTimeZone } from '../../plans/deadline.js'
import type { ManyTarget } from './options.js'
import {
  findListed,
  readFiltered,
  toKeyColumns,
  toNormalizer,
  type SelectionContext,
} from './selection.js'

/** The flags that name a file of new values. */
export interface FileValuesFlags {
  readonly file?: string | undefined
  /** The time zone of the dates in the file. */
  readonly timeZone?: string | undefined
}

/** Records with new values. */
export interface FileValues<Model> {
  readonly records: readonly Model[]
  toValues(record: Model): Values | undefined
}

/**
 * Reads the records in a file, and their new values.
 *
 * @throws CliError `INVALID_CSV` when a row is invalid, `INVALID_USAGE` when a record does not exist
 */
export async function readFileValues<Model extends AnyRecord, Flags>(
  target: ManyTarget<Model, Flags>,
  flags: Flags & FileValuesFlags,
  options: SelectionContext,
): Promise<FileValues<Model>> {
  const { collection } = target
  const path = flags.file ?? ''
  const normalize = toNormalizer(collection)
  const timeZone = flags.timeZone ?? readLocalTimeZone()
  const reading = { collection, keys: toKeyColumns(target), timeZone, normalize }
  const request = {
    path,
    invalidRows: 'refuse',
    hasSkipOption: false,
    hasReadOptions: false,
    extras: 'ignored',
  } as const
  const { rows, column } = await readCsvFile(
    request,
    (bytes) => parseValueFile(bytes, reading),
    options.context,
  )
  const owned = collection === 'codes' ? await resolveOwners(rows, path, options) : rows
  const all = await readFiltered(target, flags, options)
  const found = findListed(target, all, { path, column, keys: rows.map(({ key }) => key) })
  const rowOf = new Map(owned.map((row) => [row.key, row]))
  return {
    records: [...found.keys()],
    toValues(record) {
      const row = rowOf.get(found.get(record) ?? '')
      const values = keepDifferent(row?.values ?? {}, record, collections[collection])
      if (Object.keys(values).length === 0) return undefined
      return valueColumns[collection].complete?.(values, record) ?? values
    },
  }
}

/** Replaces the email addresses of the new owners of codes with their IDs. */
async function resolveOwners(
  rows: readonly ValueRow[],
  path: string,
  { connection, context: { output, signal } }: SelectionContext,
): Promise<readonly ValueRow[]> {
  if (!rows.some(({ values }) => typeof values['affiliateId'] === 'string')) return rows
  const idOf = new Map<string, string>()
  for await (const { id, email } of createClient(connection).affiliates.iterate({}, { signal })) {
    idOf.set(id, id).set(email.toLowerCase(), id)
  }
  let invalid = 0
  const resolved = rows.map((row) => {
    const { affiliateId: owner } = row.values
    if (typeof owner !== 'string') return row
    const affiliateId = idOf.get(toAddress(owner).toLowerCase())
    if (affiliateId === undefined) {
      invalid++
      const sentence = `No affiliate with the ID or email address ${owner}.`
      output.note(`${path}, line ${row.line}: ${sentence}`)
    }
    return { ...row, values: { ...row.values, affiliateId } }
  })
  if (invalid > 0) throw createRefusal({ path, hasSkipOption: false }, invalid)
  return resolved
}
