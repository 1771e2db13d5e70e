import { ConflictError } from './errors/api-errors.js'
import {
  AbortedError,
  isOutcomeUnknownError,
  OutcomeUnknownError,
  type CreateOutcome,
} from './errors/call-errors.js'
import type { Settings } from './options.js'
import { toDiffering } from './sent-fields.js'
import type { CallLimits } from './transport.js'

/** The first wait before a look-up, in milliseconds; each further one is three times as long. */
const firstWaitMs = 250

/** How often the record is looked for after each time it was sent: within 3.25 s. */
const looksPerSending = 3

/** A create, taken apart into what can be done again. */
export interface Creation<Model> {
  readonly input: object
  readonly limits: CallLimits
  /** Sends the create; throws `OutcomeUnknownError` when its fate is unknown. */
  send(limits: CallLimits): Promise<Model>
  /** Looks the record up by its unique key; undefined when the input has none. */
  readonly find: ((limits: CallLimits) => Promise<Model | undefined>) | undefined
  /** Whether the server certainly keeps a second record with this key from coming into being. */
  readonly isResendable: boolean
}

/**
 * Creates a record and, when the answer is lost, looks it up for up to `reconcileMs`. Throws `ConflictError` when its
 * key is another record's, `OutcomeUnknownError` when it is not to be found.
 */
export async function createReconciled<Model extends object>(
  settings: Settings,
  creation: Creation<Model>,
): Promise<CreateOutcome<Model>> {
  try {
    return { status: 'created', record: await creation.send(creation.limits) }
  } catch (error) {
    const { find } = creation
    const isLost = isOutcomeUnknownError(error) && find !== undefined && settings.reconcileMs > 0
    if (!isLost) throw error
    return await reconcile(settings, { ...creation, find }, error)
  }
}

interface Findable<Model> extends Creation<Model> {
  find(limits: CallLimits): Promise<Model | undefined>
}

async function reconcile<Model extends object>(
  settings: Settings,
  creation: Findable<Model>,
  unknown: OutcomeUnknownError,
): Promise<CreateOutcome<Model>> {
  const { clock, retries, reconcileMs } = settings
  const { signal } = creation.limits
  const limits = { ...creation.limits, retries: 0, endsAt: clock.now() + reconcileMs }
  const sendings = creation.isResendable && retries > 0 ? 2 : 1
  for (let turn = 0; turn < sendings * looksPerSending; turn++) {
    // A key that only one record can have: should both arrive after all, the server refuses the second.
    const resent = turn === looksPerSending ? await orNone(creation.send(limits)) : undefined
    if (resent !== undefined) return { status: 'created', record: resent }
    const waitMs = firstWaitMs * 3 ** (turn % looksPerSending)
    await clock.sleep(Math.min(waitMs, limits.endsAt - clock.now()), signal)
    if (signal?.aborted || clock.now() >= limits.endsAt) break
    const record = await orNone(creation.find(limits))
    if (record !== undefined) return settle(creation, unknown, record)
  }
  throw toOpenEnd(settings, creation, unknown)
}

/** A look-up or a second sending that fails says nothing about the first; the next turn asks again. */
function orNone<T>(attempt: Promise<T>): Promise<T | undefined> {
  return attempt.catch(() => undefined)
}

function settle<Model extends object>(
  { input }: Creation<Model>,
  { method, path, attempts, cause }: OutcomeUnknownError,
  record: Model,
): CreateOutcome<Model> {
  const differing = toDiffering(input, record)
  if (differing.length === 0) return { status: 'recovered', record }
  const problem = { method, path, attempts, status: 409, body: '' }
  throw new ConflictError(problem, { existing: record, differing, cause })
}

function toOpenEnd<Model extends object>(
  settings: Settings,
  creation: Findable<Model>,
  unknown: OutcomeUnknownError,
): AbortedError | OutcomeUnknownError {
  const { method, path, attempts } = unknown
  const { signal } = creation.limits
  if (signal?.aborted) {
    const cause: unknown = signal.reason
    return new AbortedError({ method, path, attempts, outcomeUnknown: true, cause })
  }
  return new OutcomeUnknownError({
    method,
    path,
    attempts,
    cause: unknown.cause as Error,
    resume: (later) =>
      reconcile(settings, { ...creation, limits: { ...creation.limits, signal: later } }, unknown),
  })
}
