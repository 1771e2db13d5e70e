import { mkdir, rmdir } from 'node:fs/promises'
import { createClient } from '../api-client.js'
import { type Connection, toProfileSource } from '../connection.js'
import type { Context } from '../context.js'
import { CliError, isSystemError, ResumableError, toMessage } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { assertNotInterrupted } from '../terminal/interruption.js'
import { toDuration } from '../terminal/progress.js'
import { type Decisions, decideRows, toTally } from './decisions.js'
import { readInventory } from './inventory.js'
import { type JobEnd, type OpenJob, runJob } from './job-run.js'
import { readJobHeader, writeJob, writeJobHeader } from './job-store.js'
import { readJournal, trimJournal } from './journal.js'
import { takeLock } from './lock.js'
import type { Rate } from './pace.js'
import type { ResultCounts } from './results.js'

/** How a push is to go. */
export interface PushMode {
  readonly dryRun: boolean
  /** Do not ask. */
  readonly yes: boolean
  readonly json: boolean
  /** Rows of the file that cannot be used. */
  readonly invalid: number
}

/**
 * Pushes the rows of a job: looks at what exists, says what is to be done, asks, does it, compares.
 *
 * @throws CliError; ResumableError
 */
export async function pushJob(job: OpenJob, mode: PushMode, context: Context): Promise<void> {
  if (mode.dryRun) return dryRun(job, mode, context)
  try {
    await pushLocked(job, mode, context)
  } catch (error) {
    throw isSystemError(error) ? toUnwritable(job, error, context) : error
  }
}

async function pushLocked(job: OpenJob, mode: PushMode, context: Context): Promise<void> {
  await mkdir(job.files.directory, { recursive: true, mode: 0o700 })
  const unlock = await takeLock(job.files.lock, `Job ${job.header.id}`)
  try {
    await trimJournal(job.files.journal)
    const decisions = await decide(job, context)
    noteDecisions(job, decisions, { mode, context })
    if (decisions.open.length > 0) await confirm(mode, context)
    await storeJob(job)
    const end = await runJob(job, decisions, context)
    reportEnd(job, end, { mode, context })
  } finally {
    await unlock()
    // Of a push that was not confirmed nothing stays; a directory with a job in it is not empty.
    await rmdir(job.files.directory).catch(() => undefined)
  }
}

function toUnwritable({ files }: OpenJob, error: Error, { cwd }: Context): CliError {
  const what = `${toShortPath(files.directory, cwd)} cannot be written (${toMessage(error)})`
  const advice = 'make room, permit it, or name another directory in REFERLY_JOBS_DIR'
  return new CliError('UNWRITABLE_FILE', `${what}; ${advice}.`, error)
}

interface Telling {
  readonly mode: PushMode
  readonly context: Context
}

async function dryRun(job: OpenJob, mode: PushMode, context: Context): Promise<void> {
  const decisions = await decide(job, context)
  noteDecisions(job, decisions, { mode, context })
  context.output.note('Dry run: nothing was changed.')
  if (!mode.json) return
  const { length } = job.rows
  const document = { dryRun: true, rows: length, ...toTally(decisions), invalid: mode.invalid }
  context.output.json(document)
}

async function decide(job: OpenJob, { signal, output, invocation }: Context): Promise<Decisions> {
  output.status('Looking at what exists ...')
  const { rows, files, header, connection } = job
  const client = createClient(connection)
  const inventory = await readInventory(client, rows, signal)
  assertNotInterrupted(signal)
  for (const id of inventory.unseenCoupons) {
    if ((await client.coupons.find({ id }, { signal })) !== undefined) continue
    const next = `${invocation.referly} coupons list`
    throw new CliError(
      'INVALID_USAGE',
      `There is no coupon ${id} at ${connection.baseUrl}; see: ${next}`,
    )
  }
  const states = await readJournal(files.journal)
  return decideRows(rows, { states, inventory, onConflict: header.settings.onConflict })
}

function noteDecisions(
  { header, rows, connection }: OpenJob,
  decisions: Decisions,
  { mode, context }: Telling,
): void {
  const { output } = context
  const { rate } = header.settings
  const coupons = [...new Set(rows.map(({ couponId }) => couponId))]
  const others = coupons.length > 1 ? ` and ${coupons.length - 1} more` : ''
  const { toCreate, exists, skipped, failed } = toTally(decisions)
  output.note(`Host:      ${connection.baseUrl}`)
  output.note(`Profile:   ${toProfile(connection)}`)
  output.note(`Coupon:    ${coupons[0]}${others}`)
  output.note(`To create: ${toCreate}`)
  output.note(`There:     ${exists}`)
  if (skipped > 0) output.note(`Skipped:   ${skipped}, whose affiliates have another code`)
  if (failed > 0) output.note(`Refused:   ${failed}, see the results`)
  output.note(`Invalid:   ${mode.invalid}`)
  output.note(`Time:      ${toExpectation(toCreate, rate)}`)
}

/** A key from elsewhere counts before that of the profile, and decides whose codes are made. */
function toProfile({ profile, keySource }: Connection): string {
  if (profile === undefined) return `none, key from ${keySource}`
  return keySource === toProfileSource(profile)
    ? profile
    : `${profile}, but the key from ${keySource}`
}

function toExpectation(rows: number, rate: Rate): string {
  if (rate === 'max') return 'as fast as answers come'
  return `${toDuration(rows / rate)} at ${rate} per second`
}

async function confirm(mode: PushMode, { input, output, signal }: Context): Promise<void> {
  if (mode.yes) return
  if (!input.isInteractive) {
    const why = 'Codes cannot be deleted through the API, and there is no terminal to ask on'
    throw new CliError('INVALID_USAGE', `${why}; confirm with --yes, or look with --dry-run.`)
  }
  const answer = await input.ask('Create them? [y/N] ', signal)
  assertNotInterrupted(signal)
  if (/^y(es)?$/i.test(answer.trim())) return
  output.note('Nothing was changed.')
  throw new CliError('INTERRUPTED', 'Not confirmed.')
}

/** A job that was begun before keeps when it began. */
async function storeJob({ header, files, rows }: OpenJob): Promise<void> {
  const before = await readJobHeader(files)
  if (before === undefined) await writeJob(files, header, rows)
  else await writeJobHeader(files, { ...header, createdAt: before.createdAt, isFinished: false })
}

function reportEnd(
  { header, files }: OpenJob,
  { counts, discrepancies }: JobEnd,
  { mode, context }: Telling,
): void {
  const { output, cwd, invocation } = context
  const results = toShortPath(files.results, cwd)
  const missing = discrepancies.missing.map(({ email, code }) => ({ email, code }))
  const doubled = discrepancies.doubled.map(({ email, code }) => ({ email, code }))
  if (mode.json) output.json({ job: header.id, ...counts, missing, doubled, results })
  else output.data(results)
  output.note(
    `${toSentence(counts)} Compared with what exists: ${missing.length} missing, ` +
      `${doubled.length} affiliates with more than one code.`,
  )
  for (const { email, code } of [...missing, ...doubled].slice(0, 20)) {
    output.note(`  ${email}: ${code}`)
  }
  const next = `${invocation.referly} jobs resume ${header.id}`
  if (missing.length > 0 || counts.failed > 0) {
    const failed = `${counts.failed} rows failed, see ${toShortPath(files.failed, cwd)}`
    const message = missing.length > 0 ? `${missing.length} codes are missing again` : failed
    throw new ResumableError('FAILED_ROWS', `${message}.`, { next })
  }
  output.note(`Mail merge: ${invocation.referly} jobs results ${header.id} -o results.csv`)
}

function toSentence({ created, exists, skipped, failed }: ResultCounts): string {
  return `${created} created, ${exists} there before, ${skipped} skipped, ${failed} failed.`
}
