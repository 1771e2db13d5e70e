import type { Context } from '../context.js'
import { toShortPath } from '../invocation.js'
import { toCountText } from '../terminal/text.js'
import type { AffiliateDifference, DifferentAffiliate } from './affiliate-differences.js'
import { countImports, type ImportCounts, type ImportJob } from './import-job.js'
import type { ImportEnd } from './run-import.js'

/** Options for `reportImport`. */
export interface ImportReport {
  readonly json: boolean
  /** The number of rows in the file that cannot be used. */
  readonly invalid: number
}

/** The number of different affiliates that are listed. */
const maxListed = 20

/** Shows the result of an import. Returns the number of rows that failed. */
export function reportImport(
  { header, files }: ImportJob,
  end: ImportEnd,
  { json, invalid, output, cwd }: ImportReport & Pick<Context, 'output' | 'cwd'>,
): number {
  const path = toShortPath(header.source, cwd)
  const { results, different, failedUpdates } = end
  const toLine = (index: number): number => results[index]?.row.line ?? 0
  for (const { row, error } of results) {
    if (error !== '') output.note(`${path}, line ${row.line}: ${error}`)
  }
  for (const each of different.slice(0, maxListed)) {
    output.note(`${path}, line ${toLine(each.index)}: ${toDifferenceSentence(each, end)}`)
  }
  if (different.length > maxListed) {
    const rest = different.length - maxListed
    const verb = rest === 1 ? 'differs' : 'differ'
    output.note(`${path}: ${toCountText(rest, 'more existing affiliate')} ${verb}.`)
  }
  const { pending: _, ...counts } = countImports(results)
  const file = toShortPath(files.results, cwd)
  if (json) {
    const lines = different.map(({ index, ...rest }) => ({ line: toLine(index), ...rest }))
    const updated = header.settings.update ? { updated: end.updated } : {}
    const document = { ...counts, ...updated, invalid, different: lines }
    output.json({ job: header.id, ...document, results: file })
  } else {
    output.data(file)
  }
  output.note(toSummary(counts, end))
  return counts.failed + failedUpdates.size
}

/** The names of the fields in sentences. */
const fieldNames: Readonly<Record<AffiliateDifference['field'], string>> = {
  firstName: 'first name',
  lastName: 'last name',
  commissionRate: 'commission rate',
  affiliateLink: 'link',
}

function toDifferenceSentence(
  { index, email, differences }: DifferentAffiliate,
  { updated, failedUpdates }: ImportEnd,
): string {
  const toText = (value: string | number): string =>
    typeof value === 'number' ? `${value}%` : `"${value}"`
  const parts = differences.map(
    ({ field, existing, imported }) =>
      `the ${fieldNames[field]} ${toText(existing)} instead of ${toText(imported)}`,
  )
  const found = `${email} already exists with ${parts.join(' and ')}.`
  const error = failedUpdates.get(index)
  if (error !== undefined) return `${found} It could not be updated: ${error}`
  return `${found} It was ${updated === undefined ? 'left unchanged' : 'updated'}.`
}

function toSummary(
  { created, exists, failed }: Omit<ImportCounts, 'pending'>,
  { different, updated, failedUpdates }: ImportEnd,
): string {
  const verbs = different.length === 1 ? 'differs and was' : 'differ and were'
  const unchanged = `${different.length} of them ${verbs} left unchanged`
  const differing = updated === undefined ? unchanged : `${updated} of them updated`
  const note = different.length === 0 ? '' : ` (${differing})`
  const failures = failed + failedUpdates.size
  return `Affiliates: ${created} created, ${exists} already existed${note}, ${failures} failed.`
}
