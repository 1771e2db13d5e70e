import { toCsvFile } from '../csv-file.js'
import type { JobRow, RowResult, StoredJob } from './job-store.js'

const header = ['first_name', 'last_name', 'email', 'coupon', 'code', 'status', 'message'] as const

/** Returns the results of a job as a CSV file. The other columns of the file that it was created from come last. */
export function toResultsCsv(job: StoredJob, results: ReadonlyMap<number, RowResult>): string {
  const rows = job.rows.map((row, index) => toCells(row, job.couponName, results.get(index)))
  return toCsvFile([[...header, ...(job.extraTitles ?? []).map(toExtraTitle)], ...rows])
}

/** Keeps a column of the file apart from one of the results. */
function toExtraTitle(title: string): string {
  return header.some((own) => own === title.toLowerCase()) ? `original_${title}` : title
}

function toCells(row: JobRow, coupon: string, result: RowResult | undefined): readonly string[] {
  const { firstName, lastName, email, code, extras = [] } = row
  const status = result?.status ?? 'open'
  return [firstName, lastName, email, coupon, code, status, result?.message ?? '', ...extras]
}
