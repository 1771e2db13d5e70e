import { CliError } from '../errors.js'
import type { KeyedRow } from '../plans/plan-file.js'

/** The number of changed rows that a message names. */
const maxNamed = 5

/**
 * Refuses a plan that differs from the one its job started with, and names the rows that changed.
 *
 * @throws CliError `CHANGED_INPUT`
 */
export function assertUnchanged(
  before: readonly KeyedRow[],
  now: readonly KeyedRow[],
  source: string,
): void {
  const keysBefore = new Set(before.map(({ key }) => key))
  const keysNow = new Set(now.map(({ key }) => key))
  const added = now.filter(({ key }) => !keysBefore.has(key))
  const removed = before.filter(({ key }) => !keysNow.has(key))
  if (added.length === 0 && removed.length === 0) return
  const changes = [
    ...added.map(({ line, email, code }) => `line ${line} is new or changed (${email}, ${code})`),
    ...removed.map(({ email, code }) => `${email} (${code}) was removed`),
  ]
  const named = changes.slice(0, maxNamed).join('; ')
  const others = changes.length - maxNamed
  throw new CliError(
    'CHANGED_INPUT',
    `${source} has changed since its unfinished job started: ${named}` +
      `${others > 0 ? `; and ${others} more` : ''}. ` +
      'Restore the file and resume the job, or start a new one with: codes push --new',
  )
}
