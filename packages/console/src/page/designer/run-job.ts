import {
  isApiError,
  isAuthenticationError,
  isConflictError,
  isRateLimitError,
  isServerError,
  type CreateManyResult,
  type PromotionalCodes,
} from '@referly-kit/client'
import type { NewPromotionalCode, PromotionalCode } from '@referly-kit/types'
import { toProblem } from '../problems.js'
import type { JobStore, RowResult, StoredJob } from './job-store.js'

/** Maximum number of creates in flight. */
const concurrency = 6

/** Options of `runJob`. */
export interface RunJobOptions {
  readonly codes: Pick<PromotionalCodes, 'createMany'>
  readonly store: Pick<JobStore, 'addResults'>
  /** Rows whose codes exist already. */
  readonly done: ReadonlySet<number>
  readonly signal: AbortSignal
  /** Called with each result. */
  readonly onResult: (result: RowResult) => void
}

/**
 * Creates the codes of a job that are not created yet. Returns the reason when it stopped before the end.
 *
 * A row fails only when the server refused its code. Anything else, such as a lost connection or an expired session,
 * stops the job, and the row stays open.
 */
export async function runJob(job: StoredJob, options: RunJobOptions): Promise<string | undefined> {
  const { codes, store, done, signal, onResult } = options
  const open = job.rows
    .map((row, index) => ({ row, index }))
    .filter(({ index }) => !done.has(index))
  const inputs = open.map(({ row: { code, affiliateId } }): NewPromotionalCode => {
    return { couponId: job.couponId, code, affiliateId }
  })
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  signal.addEventListener('abort', abort)
  let problem: string | undefined
  const settings = { concurrency, signal: stop.signal, onAbort: 'finish' } as const
  try {
    for await (const result of codes.createMany(inputs, settings)) {
      const row = toRowResult(result, open[result.index]?.index ?? 0)
      if (row !== undefined) {
        // Noted before it counts, so that a page that is closed now does not lose it.
        await store.addResults(job.id, [row])
        onResult(row)
      } else if (result.status === 'failed') {
        problem ??= toProblem(result.error).message
        abort()
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) problem ??= toProblem(error).message
  } finally {
    signal.removeEventListener('abort', abort)
  }
  return problem
}

type CodeResult = CreateManyResult<PromotionalCode, NewPromotionalCode>

function toRowResult(result: CodeResult, index: number): RowResult | undefined {
  switch (result.status) {
    case 'skipped':
      return undefined
    case 'exists':
      return isOwn(result) ? toCreated(index) : toFailed(index, result.error)
    case 'failed':
      return isRefusal(result.error) ? toFailed(index, result.error) : undefined
    default:
      return toCreated(index)
  }
}

/** Returns whether a code exists because an earlier run of the job created it. */
function isOwn({ input, error }: Extract<CodeResult, { readonly status: 'exists' }>): boolean {
  if (!isConflictError(error)) return false
  const existing = error.existing as PromotionalCode | undefined
  return existing?.couponId === input.couponId && existing.affiliateId === input.affiliateId
}

function isRefusal(error: unknown): boolean {
  return (
    isApiError(error) &&
    !isAuthenticationError(error) &&
    !isRateLimitError(error) &&
    !isServerError(error)
  )
}

function toCreated(index: number): RowResult {
  return { index, status: 'created', message: '' }
}

function toFailed(index: number, error: unknown): RowResult {
  return { index, status: 'failed', message: toProblem(error).message }
}
