import { toCell as toSafeCell } from '@referly-kit/csv'
import type { JobRow, RowResult, StoredJob } from './job-store.js'

const header = ['first_name', 'last_name', 'email', 'coupon', 'code', 'status', 'message'] as const

/**
 * Returns the results of a job as CSV, with a byte order mark so that Excel reads it as UTF-8.
 *
 * A cell that a spreadsheet would run as a formula gets an apostrophe in front. The other columns of a file come last.
 */
export function toResultsCsv(job: StoredJob, results: ReadonlyMap<number, RowResult>): string {
  const lines = job.rows.map((row, index) => toLine(row, job.couponName, results.get(index)))
  const titles = [...header, ...(job.extraTitles ?? []).map(toExtraTitle)].map(toCell).join(',')
  return `\uFEFF${[titles, ...lines].join('\r\n')}\r\n`
}

/** Keeps a column of the file apart from one of the results. */
function toExtraTitle(title: string): string {
  return header.some((own) => own === title.toLowerCase()) ? `original_${title}` : title
}

function toLine(row: JobRow, coupon: string, result: RowResult | undefined): string {
  const { firstName, lastName, email, code, extras = [] } = row
  const cells = [firstName, lastName, email, coupon, code, result?.status ?? 'open']
  return [...cells, result?.message ?? '', ...extras].map(toCell).join(',')
}

/** Quotes a cell of a CSV file. */
export function toCell(text: string): string {
  const safe = toSafeCell(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Lets the browser save a text as a file. */
export function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
