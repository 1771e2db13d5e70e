import { ConflictError, type Conflict } from '../errors/api-errors.js'
import {
  AbortedError,
  OutcomeUnknownError,
  type CreateOutcome,
  type Resume,
} from '../errors/call-errors.js'
import type { CallFacts } from '../errors/referly-error.js'
import type { CallLimits } from '../http/send.js'
import type { Settings } from '../options.js'

/** The first wait before a lookup, in milliseconds; each later one is three times as long as the one before. */
const firstWaitMs = 250

/** The number of lookups after each request, within 3.25 s. */
const looksPerSending = 3

/** A create or change, taken apart into the steps that can be repeated. */
export interface Creation<Model> {
  readonly limits: CallLimits
  /** Sends the request; throws `OutcomeUnknownError` when its outcome is unknown. */
  send(limits: CallLimits): Promise<Model>
  /** Looks up the record by its unique key, or undefined without one. Finds a change once it has taken effect. */
  readonly find: ((limits: CallLimits) => Promise<Model | undefined>) | undefined
  /** Returns the fields of a create that a record shows with another value. */
  compare?(record: Model, limits: CallLimits): Promise<readonly string[]>
  /** True when a second request makes no difference, as when the server certainly refuses a second record. */
  readonly isResendable: boolean
}

/**
 * Carries out a create or change and, when the response is lost, looks for its effect for up to `reconcileMs`. Throws
 * `ConflictError` when another record has its key, and `OutcomeUnknownError` when there is no effect.
 */
export async function createReconciled<Model extends object>(
  settings: Settings,
  creation: Creation<Model>,
): Promise<CreateOutcome<Model>> {
  try {
    return { status: 'created', record: await creation.send(creation.limits) }
  } catch (error) {
    const isOpen = error instanceof OutcomeUnknownError
    if (isOpen && creation.find && settings.reconcileMs) return reconcile(settings, creation, error)
    throw error
  }
}

/** The details of a create whose response was lost; `cause` is the error of the last request. */
interface LostAnswer extends CallFacts {
  readonly cause?: unknown
}

async function reconcile<Model extends object>(
  settings: Settings,
  creation: Creation<Model>,
  lost: LostAnswer,
): Promise<CreateOutcome<Model>> {
  const { clock } = settings
  const { signal } = creation.limits
  const endsAt = clock.now() + settings.reconcileMs
  const limits = { ...creation.limits, retries: 0, endsAt }
  const { compare = async () => [] } = creation
  const sendings = creation.isResendable && settings.retries > 0 ? 2 : 1
  let latest = lost
  for (let turn = 0; turn < sendings * looksPerSending; turn++) {
    if (turn === looksPerSending) {
      // If both requests arrive after all, the server refuses the second create, because only one record can have its
      // key, and the second of two equal changes makes no difference.
      try {
        const record = await creation.send(limits)
        return { status: lost.method === 'POST' ? 'created' : 'recovered', record }
      } catch (error) {
        // A refusal does not settle it: it may be about the record of the first request, which arrived late.
        const cause = error instanceof OutcomeUnknownError ? error.cause : error
        latest = { ...lost, attempts: lost.attempts + 1, cause }
      }
    }
    const waitMs = firstWaitMs * 3 ** (turn % looksPerSending)
    await clock.sleep(Math.min(waitMs, endsAt - clock.now()), signal)
    if (signal?.aborted || clock.now() >= endsAt) break
    // A failed lookup proves nothing; the next one asks again.
    const record = await creation.find?.(limits).catch(() => undefined)
    const differing = record && (await compare(record, limits).catch(() => undefined))
    if (differing) return settle(latest, record, differing)
  }
  if (signal?.aborted) {
    throw new AbortedError({ ...latest, outcomeUnknown: true, cause: signal.reason })
  }
  const resume: Resume = (later) =>
    reconcile(settings, { ...creation, limits: { ...creation.limits, signal: later } }, latest)
  throw new OutcomeUnknownError({ ...latest, cause: latest.cause as Error, resume })
}

function settle<Model>(
  lost: LostAnswer,
  existing: Model,
  differing: readonly string[],
): CreateOutcome<Model> {
  if (!differing.length) return { status: 'recovered', record: existing }
  // `lost` may be an error, and a spread leaves out its cause.
  const { cause } = lost
  const conflict: Conflict = { ...lost, status: 409, body: '', existing, differing, cause }
  const message = `found its key on a record with a different ${differing.join(', ')}`
  throw new ConflictError(conflict, message)
}
