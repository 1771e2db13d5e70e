import { setMaxListeners } from 'node:events'
import type { Clock } from '../domain/identifiers.js'
import { isSuccess, type Transport } from './attempt.js'
import { createPeriodicWork, type PeriodicWork } from './periodic-work.js'
import type { Claim, DeliveryQueue, DisabledEndpoint, EndedDelivery, NextStep } from './queue.js'

/** The result of an attempt, as metrics count it. */
export type AttemptOutcome = 'success' | 'rejected' | 'unreachable'

/** Reports what a sender does. */
export interface SenderEvents {
  onAttempt(outcome: AttemptOutcome, seconds: number): void
  onDisabled(endpoint: DisabledEndpoint): void
  /** Called when the database failed. The sender tries again later. */
  onFailure(error: unknown): void
}

/** Services that a sender needs. */
export interface SenderServices {
  readonly queue: DeliveryQueue
  readonly transport: Transport
  readonly clock: Clock
  readonly events: SenderEvents
  /** Returns a number from 0 up to 1. */
  readonly random?: () => number
}

/** Sends the deliveries that are due. */
export interface WebhookSender {
  start(): void
  /** Sends deliveries that have become due soon, instead of at the next poll. */
  wake(): void
  /**
   * Stops claiming deliveries and waits for the attempts in progress. After the time limit, they are aborted, and
   * another process, or the next start, repeats them.
   */
  close(timeoutMs: number): Promise<void>
}

const attemptsAtOnce = 64

// An attempt takes at most 15 seconds. A process that is paused for longer than the remaining time loses its claims.
const claimMs = 60_000

const idlePollMs = 1000
// The wait between the attempts of an endpoint whose rate is used up.
const busyPollMs = 50
const busyMs = 2000
const sweepMs = 1000
const retentionPollMs = 600_000

/** Deliveries and their attempts are kept for this time. */
const retentionMs = 30 * 24 * 60 * 60 * 1000

/** Creates the sender of one server process. Any number of processes share the deliveries. */
export function createWebhookSender(services: SenderServices): WebhookSender {
  const { queue, clock, events } = services
  const attempts = createAttempts(services, () => recording.wake())
  let busyUntil = 0
  const record = async (): Promise<number> => {
    if (await attempts.record()) sending.wake()
    return idlePollMs
  }
  const send = async (): Promise<number> => {
    const most = attemptsAtOnce - attempts.count()
    const now = clock()
    const until = new Date(now.getTime() + claimMs)
    const claims = most > 0 ? await queue.claim({ now, until, most }) : []
    for (const claim of claims) attempts.start(claim)
    if (claims.length > 0) busyUntil = performance.now() + busyMs
    return performance.now() < busyUntil ? busyPollMs : idlePollMs
  }
  const sweep = async (): Promise<number> => ((await queue.sweep(clock())) ? 0 : sweepMs)
  const removeOld = async (): Promise<number> => {
    const before = new Date(clock().getTime() - retentionMs)
    return (await queue.removeOld(before)) ? busyPollMs : retentionPollMs
  }
  const toWork = (work: () => Promise<number>): PeriodicWork =>
    createPeriodicWork(work, events.onFailure)
  // A claim waits for its turn on a busy database. What has been sent is recorded in the meantime, because a process
  // that is killed before that sends it again.
  const [recording, sending] = [toWork(record), toWork(send)]
  const all = [recording, sending, toWork(sweep), toWork(removeOld)]
  return {
    start() {
      for (const work of all) work.start()
    },
    wake: () => sending.wake(),
    async close(timeoutMs) {
      await Promise.all(all.map((work) => work.close()))
      await attempts.close(timeoutMs)
    },
  }
}

/** The attempts in progress of one process. */
interface Attempts {
  count(): number
  start(claim: Claim): void
  /** Records the attempts that have ended. Returns false when none has. */
  record(): Promise<boolean>
  close(timeoutMs: number): Promise<void>
}

function createAttempts(services: SenderServices, onEnded: () => void): Attempts {
  const { queue, events } = services
  const running = new Set<Promise<void>>()
  const aborting = new AbortController()
  // Every attempt in progress listens to it.
  setMaxListeners(0, aborting.signal)
  const [ended, aborted]: [EndedDelivery[], Claim[]] = [[], []]
  const run = async (claim: Claim): Promise<void> => {
    try {
      ended.push(await attempt(services, claim, aborting.signal))
    } catch {
      aborted.push(claim)
    }
  }
  const record = async (): Promise<boolean> => {
    const batch = [...ended]
    if (batch.length === 0) return false
    await queue.record(batch)
    // Other attempts may have ended in between.
    ended.splice(0, batch.length)
    for (const endpoint of await queue.markEndpoints(batch)) events.onDisabled(endpoint)
    return true
  }
  return {
    count: () => running.size + ended.length,
    start(claim) {
      const promise = run(claim).finally(() => {
        running.delete(promise)
        onEnded()
      })
      running.add(promise)
    },
    record,
    async close(timeoutMs) {
      const timer = setTimeout(() => aborting.abort(), timeoutMs)
      await Promise.all(running)
      clearTimeout(timer)
      // If the database is down, the claims expire.
      await Promise.allSettled([record(), queue.release(aborted)])
      services.transport.close()
    },
  }
}

/** Attempts a delivery. Throws when the signal aborts it, because its outcome is then unknown. */
async function attempt(
  { transport, clock, events, random = Math.random }: SenderServices,
  claim: Claim,
  signal: AbortSignal,
): Promise<EndedDelivery> {
  const result = await transport.send(claim, { now: clock(), signal })
  events.onAttempt(toOutcome(result), result.durationMs / 1000)
  const endedAt = clock()
  const { retryAfterMs } = result
  const attempts = claim.attempts + 1
  const last = { attempts, endedAt, isSuccess: isSuccess(result), retryAfterMs }
  return { claim, result, endedAt, next: decideNextStep(last, random()) }
}

function toOutcome(result: Parameters<typeof isSuccess>[0]): AttemptOutcome {
  if (isSuccess(result)) return 'success'
  return result.status === null ? 'unreachable' : 'rejected'
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Pauses before the second to the eighth attempt, as Referly documents them. */
const pauses = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  10 * hour,
] as const

const maxAttempts = pauses.length + 1

// Deliveries that failed together because their receiver was down are not all retried at once.
const jitter = 0.1

const longestPause = 10 * hour

/** An attempt that has ended. */
export interface EndedAttempt {
  /** Number of attempts of the schedule that the delivery has had, with this one. */
  readonly attempts: number
  readonly endedAt: Date
  readonly isSuccess: boolean
  /** Milliseconds that the receiver asked to wait, in `Retry-After`. */
  readonly retryAfterMs?: number | undefined
}

/**
 * Decides what follows an attempt: another one on the schedule, up to 10% later at random, or the end. A receiver can
 * ask for a longer pause, of at most ten hours, but not for a shorter one.
 *
 * @param random A number from 0 up to 1.
 */
export function decideNextStep(
  { attempts, endedAt, isSuccess: isDone, retryAfterMs = 0 }: EndedAttempt,
  random: number,
): NextStep {
  if (isDone) return { state: 'SUCCEEDED' }
  const pause = pauses[attempts - 1]
  if (pause === undefined || attempts >= maxAttempts) return { state: 'FAILED' }
  const wait = Math.max(pause * (1 + jitter * random), Math.min(retryAfterMs, longestPause))
  return { state: 'PENDING', nextAttemptAt: new Date(endedAt.getTime() + Math.round(wait)) }
}
