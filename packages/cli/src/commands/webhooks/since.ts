import { CliError } from '../../errors.js'

/** The forms of `--since`, for its help. */
export const sinceText = 'a date such as 2026-11-28, or a time such as 2026-11-28T10:00'

const form = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/

/**
 * Parses the start of a period. A date means its first instant; without an offset, the time zone is that of this
 * machine.
 *
 * @throws CliError `INVALID_USAGE`
 *
 * @example
 * parseSince('2026-11-28T10:00Z') //=> '2026-11-28T10:00:00.000Z'
 */
export function parseSince(text: string): string {
  const written = text.trim()
  // JavaScript parses a date without a time as UTC.
  const time = Date.parse(written.length === 10 ? `${written}T00:00` : written.replace(' ', 'T'))
  if (form.test(written) && !Number.isNaN(time)) return new Date(time).toISOString()
  throw new CliError('INVALID_USAGE', { field: '--since', expected: sinceText, received: text })
}
