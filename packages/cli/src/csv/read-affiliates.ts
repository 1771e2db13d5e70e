import { parseAffiliates, type AffiliateFile, type AffiliateOptions } from '@referly-kit/csv'
import type { Context } from '../context.js'
import { readCsvFile, type CsvRequest } from './read-csv-file.js'

/**
 * Reads a CSV file of affiliates, and reports every invalid row.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`, `INVALID_USAGE`
 */
export function readAffiliates(
  request: CsvRequest,
  options: AffiliateOptions,
  context: Context,
): Promise<AffiliateFile> {
  return readCsvFile(request, (bytes) => parseAffiliates(bytes, options), context)
}
