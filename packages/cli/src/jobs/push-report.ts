import { toProfileSource, type Connection } from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError, ResumableError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import type { KeyedRow } from '../plans/plan-file.js'
import { findTermNames } from '../plans/term-columns.js'
import { terms, toTermCell } from '../plans/terms.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { toDuration } from '../terminal/progress.js'
import { toCountText } from '../terminal/text.js'
import { toTally, type Decisions, type Discrepancies } from './decisions.js'
import type { PushJob } from './job-store.js'
import type { Rate } from './rate.js'
import type { ResultCounts } from './results.js'

/** Options for one push. */
export interface PushMode {
  /** True to change nothing. */
  readonly dryRun: boolean
  /** True to skip the confirmation. */
  readonly yes: boolean
  readonly json: boolean
  /** The number of rows in the file that cannot be used. */
  readonly invalid: number
  /** True when the coupons of the plan were just looked up. */
  readonly couponsExist: boolean
}

/** The result of a job. */
export interface JobEnd {
  readonly counts: ResultCounts
  readonly discrepancies: Discrepancies
}

interface Report {
  readonly mode: PushMode
  readonly context: Context
}

/** Shows what a push will do; in a dry run, also as JSON if requested. */
export function noteDecisions(
  { header, rows, connection }: PushJob,
  decisions: Decisions,
  { mode, context: { output } }: Report,
): void {
  const coupons = [...new Set(rows.map(({ couponId }) => couponId))]
  const others = coupons.length > 1 ? ` and ${coupons.length - 1} more` : ''
  const tally = toTally(decisions)
  const { toCreate, exists, skipped, failed } = tally
  output.note(`Host:      ${connection.baseUrl}`)
  output.note(`Profile:   ${toProfile(connection)}`)
  output.note(`Coupon:    ${coupons[0]}${others}`)
  const shown = toTermTexts(rows)
  if (shown.length > 0) output.note(`Terms:     ${shown.join(', ')}`)
  output.note(`To create: ${toCreate}`)
  output.note(`Existing:  ${exists}`)
  if (skipped > 0) output.note(`Skipped:   ${skipped}, because their affiliates have another code`)
  if (failed > 0) output.note(`Failed:    ${failed}; see the results`)
  output.note(`Invalid:   ${mode.invalid}`)
  output.note(`Time:      ${toExpectedTime(toCreate, header.settings.rate)}`)
  if (!mode.dryRun) return
  output.note('Dry run: nothing was changed.')
  if (mode.json) output.json({ dryRun: true, rows: rows.length, ...tally, invalid: mode.invalid })
}

/** Shows the terms that all rows have, and names those that differ between rows. */
function toTermTexts(rows: readonly KeyedRow[]): readonly string[] {
  return findTermNames(rows).map((name) => {
    const cells = new Set(rows.map((row) => toTermCell(row.terms?.[name])))
    const [cell] = cells
    return `${terms[name].title} ${cells.size === 1 ? cell : 'varies by row'}`
  })
}

/** A key from another source takes precedence over that of the profile, and decides whose codes are created. */
function toProfile({ profile, keySource }: Connection): string {
  if (profile === undefined) return `none, key from ${keySource}`
  return keySource === toProfileSource(profile)
    ? profile
    : `${profile}, but the key from ${keySource}`
}

function toExpectedTime(rows: number, rate: Rate): string {
  if (rate === 'max') return 'as fast as the server responds'
  return `${toDuration(rows / rate)} at ${rate} per second`
}

/**
 * Asks the user to confirm, unless `--yes` was given.
 *
 * @throws CliError `INVALID_USAGE` without a terminal, `INTERRUPTED` when the answer is not yes
 */
export async function confirm(
  { yes }: PushMode,
  { input, output, signal }: Context,
): Promise<void> {
  if (yes) return
  if (!input.isInteractive) {
    throw new CliError(
      'INVALID_USAGE',
      'A push must be confirmed. Pass --yes, or preview it with --dry-run.',
    )
  }
  const answer = await input.ask('Create them? [y/N] ', signal)
  assertNotInterrupted(signal)
  if (/^y(es)?$/i.test(answer.trim())) return
  output.note('Nothing was changed.')
  throw new CliError('INTERRUPTED', 'Not confirmed.')
}

/** The number of rows with discrepancies that are listed. */
const maxListed = 20

/**
 * Shows the result of a push.
 *
 * @throws ResumableError `FAILED_ROWS` when codes are missing or rows failed
 * @throws CliError `CODE_DISCREPANCIES` when affiliates have more than one code, or codes have other terms
 */
export function reportEnd(
  { header, files }: PushJob,
  { counts, discrepancies }: JobEnd,
  { mode, context: { output, cwd, invocation } }: Report,
): void {
  const results = toShortPath(files.results, cwd)
  const [missing, duplicates, different] = [
    toNamedCodes(discrepancies.missing),
    toNamedCodes(discrepancies.duplicates),
    toNamedCodes(discrepancies.different),
  ]
  if (mode.json) {
    output.json({ job: header.id, ...counts, missing, duplicates, different, results })
  } else {
    output.data(results)
  }
  output.note(
    `${toSummary(counts)} Verified against the server: ${missing.length} missing, ` +
      `${toCountText(duplicates.length, 'affiliate')} with more than one code.`,
  )
  for (const { email, code } of [...missing, ...duplicates, ...different].slice(0, maxListed)) {
    output.note(`  ${email}: ${code}`)
  }
  assertComplete(discrepancies, {
    failed: counts.failed,
    failedFile: toShortPath(files.failed, cwd),
    next: `${invocation.referly} jobs resume ${header.id}`,
  })
  output.note(`Mail merge: ${invocation.referly} jobs results ${header.id} -o results.csv`)
}

function toNamedCodes(rows: readonly KeyedRow[]): readonly Pick<KeyedRow, 'email' | 'code'>[] {
  return rows.map(({ email, code }) => ({ email, code }))
}

interface Failures {
  readonly failed: number
  /** The file with the rows that failed. */
  readonly failedFile: string
  /** The command that continues the job. */
  readonly next: string
}

function assertComplete(
  { missing, duplicates, different }: Discrepancies,
  { failed, failedFile, next }: Failures,
): void {
  if (missing.length > 0) {
    const verb = missing.length === 1 ? 'is' : 'are'
    const message = `${toCountText(missing.length, 'code')} ${verb} missing on the server.`
    throw new ResumableError('FAILED_ROWS', message, { next })
  }
  if (failed > 0) {
    const message = `${toCountText(failed, 'row')} failed; see ${failedFile}.`
    throw new ResumableError('FAILED_ROWS', message, { next })
  }
  // Neither resuming nor another push would help: only a person can decide what to do about these codes.
  if (duplicates.length > 0) {
    const verb = duplicates.length === 1 ? 'has' : 'have'
    const affiliates = toCountText(duplicates.length, 'affiliate')
    const message = `${affiliates} ${verb} more than one code of the same coupon.`
    throw new CliError('CODE_DISCREPANCIES', message)
  }
  if (different.length > 0) {
    const verb = different.length === 1 ? 'has' : 'have'
    const codes = toCountText(different.length, 'code')
    const message = `${codes} ${verb} different terms on the server than in the plan.`
    throw new CliError('CODE_DISCREPANCIES', message)
  }
}

function toSummary({ created, exists, skipped, failed }: ResultCounts): string {
  return `${created} created, ${exists} already existed, ${skipped} skipped, ${failed} failed.`
}
