import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Clock } from '../domain/identifiers.js'
import type { DeliveryQueue } from '../webhooks/queue.js'
import type { AttemptOutcome } from '../webhooks/sender.js'

/** The metrics of webhooks. */
export interface WebhookMetrics {
  observeAttempt(outcome: AttemptOutcome, seconds: number): void
  /** Counts an endpoint that was disabled because it failed. */
  countDisabled(): void
}

const buckets = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]

/** Adds the metrics of webhooks. */
export function addWebhookMetrics(
  registers: Registry[],
  queue: DeliveryQueue,
  clock: Clock,
): WebhookMetrics {
  const attempts = new Histogram({
    name: 'referly_webhook_attempt_duration_seconds',
    help: 'Duration of attempts to deliver an event, by outcome.',
    labelNames: ['outcome'],
    buckets,
    registers,
  })
  const disabled = new Counter({
    name: 'referly_webhook_endpoints_disabled_total',
    help: 'Number of endpoints that this process disabled because they failed for five days.',
    registers,
  })
  addBacklogMetrics(registers, queue, clock)
  return {
    observeAttempt: (outcome, seconds) => attempts.observe({ outcome }, seconds),
    countDisabled: () => disabled.inc(),
  }
}

/** Adds metrics about the queue, which all processes share. */
function addBacklogMetrics(registers: Registry[], queue: DeliveryQueue, clock: Clock): void {
  const read = cacheByCost(() => queue.readBacklog(clock()))
  void new Gauge({
    name: 'referly_webhook_deliveries',
    help: 'Number of deliveries that are pending or being sent, in all processes.',
    labelNames: ['state'],
    registers,
    async collect() {
      const backlog = await read()
      if (backlog === undefined) return
      this.set({ state: 'pending' }, backlog.pending)
      this.set({ state: 'sending' }, backlog.sending)
    },
  })
  void new Gauge({
    name: 'referly_webhook_delay_seconds',
    help: 'Time that the oldest due delivery has been waiting.',
    registers,
    async collect() {
      const since = (await read())?.dueSince?.getTime()
      this.set(since === undefined ? 0 : Math.max(0, clock().getTime() - since) / 1000)
    },
  })
  void new Gauge({
    name: 'referly_webhook_endpoints_disabled',
    help: 'Number of endpoints that are disabled because they failed for five days.',
    registers,
    async collect() {
      this.set((await read())?.disabledEndpoints ?? 0)
    },
  })
}

// Counting a backlog of a million takes a tenth of a second, during which an embedded database does nothing else.
const costShare = 0.01
const leastCacheMs = 100

/**
 * Caches a value for a hundred times as long as it took to read, so that reading it takes 1% of the time at most.
 * Returns `undefined` when it cannot be read.
 */
function cacheByCost<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let cached: Promise<T | undefined> | undefined
  let freshUntil = 0
  const readNow = async (): Promise<T | undefined> => {
    const startMs = performance.now()
    try {
      return await read()
    } catch {
      return undefined
    } finally {
      const endMs = performance.now()
      freshUntil = endMs + Math.max(leastCacheMs, (endMs - startMs) / costShare)
    }
  }
  return () => {
    if (cached === undefined || performance.now() > freshUntil) {
      freshUntil = Infinity
      cached = readNow()
    }
    return cached
  }
}
