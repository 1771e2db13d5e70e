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
  /** The fields that a record shows as they were sent. */
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

/** What is known of a create whose answer was lost; `cause` is what came in its place, the last time it was sent. */
type Lost = Pick<OutcomeUnknownError, 'method' | 'path' | 'attempts' | 'cause'>

async function reconcile<Model extends object>(
  settings: Settings,
  creation: Findable<Model>,
  lost: Lost,
): Promise<CreateOutcome<Model>> {
  const { clock, retries, reconcileMs } = settings
  const { signal } = creation.limits
  const limits = { ...creation.limits, retries: 0, endsAt: clock.now() + reconcileMs }
  const sendings = creation.isResendable && retries > 0 ? 2 : 1
  let latest = lost
  for (let turn = 0; turn < sendings * looksPerSending; turn++) {
    if (turn === looksPerSending) {
      // A key that only one record can have: should both arrive after all, the server refuses the second.
      try {
        return { status: 'created', record: await creation.send(limits) }
      } catch (error) {
        latest = toLatest(lost, error)
      }
    }
    const waitMs = firstWaitMs * 3 ** (turn % looksPerSending)
    await clock.sleep(Math.min(waitMs, limits.endsAt - clock.now()), signal)
    if (signal?.aborted || clock.now() >= limits.endsAt) break
    // A look-up that fails says nothing; the next turn asks again.
    const record = await creation.find(limits).catch(() => undefined)
    if (record !== undefined) return settle(creation, latest, record)
  }
  throw toOpenEnd(settings, creation, latest)
}

/** A refusal does not settle it: where the first sending arrived late, it may be about the record that this one made. */
function toLatest({ method, path, attempts }: Lost, error: unknown): Lost {
  const cause = isOutcomeUnknownError(error) ? error.cause : error
  return { method, path, attempts: attempts + 1, cause }
}

function settle<Model extends object>(
  { input }: Creation<Model>,
  { method, path, attempts, cause }: Lost,
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
  lost: Lost,
): AbortedError | OutcomeUnknownError {
  const { method, path, attempts } = lost
  const { signal } = creation.limits
  if (signal?.aborted) {
    const cause: unknown = signal.reason
    return new AbortedError({ method, path, attempts, outcomeUnknown: true, cause })
  }
  return new OutcomeUnknownError({
    method,
    path,
    attempts,
    cause: lost.cause as Error,
    resume: (later) =>
      reconcile(settings, { ...creation, limits: { ...creation.limits, signal: later } }, lost),
  })
}
