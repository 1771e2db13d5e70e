import { CliError } from '../errors.js'
import { type PlanRow, toRowKey } from '../plans/plan-file.js'

/** How many changed rows a message names. */
const namedRows = 5

/**
 * Refuses a plan that is no longer what its job began with, and names the rows.
 *
 * @throws CliError `CHANGED_INPUT`
 */
export function assertUnchanged(
  before: readonly PlanRow[],
  now: readonly PlanRow[],
  source: string,
): void {
  const keysBefore = new Set(before.map(toRowKey))
  const keysNow = new Set(now.map(toRowKey))
  const added = now.filter((row) => !keysBefore.has(toRowKey(row)))
  const gone = before.filter((row) => !keysNow.has(toRowKey(row)))
  if (added.length === 0 && gone.length === 0) return
  const changes = [
    ...added.map(({ line, email, code }) => `line ${line} is new or changed (${email}, ${code})`),
    ...gone.map(({ email, code }) => `no longer there: ${email}, ${code}`),
  ]
  const named = changes.slice(0, namedRows).join('; ')
  const others = changes.length - namedRows
  throw new CliError(
    'CHANGED_INPUT',
    `${source} is not what its unfinished job began with: ${named}` +
      `${others > 0 ? `; and ${others} more` : ''}. ` +
      'Restore it and resume the job, or begin a new one with: codes push --new',
  )
}
