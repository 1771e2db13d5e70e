import type { FastifyInstance } from 'fastify'
import { createAdmin, type Admin } from './admin.js'
import { createAuthenticator } from './domain/authentication.js'
import { createIdSource } from './domain/identifiers.js'
import { createKeyUsage } from './domain/key-usage.js'
import { createSessions } from './domain/sessions.js'
import { drain, linger } from './drain.js'
import { createLog } from './http/log.js'
import { createMetrics, type Metrics } from './http/metrics.js'
import { createHttp } from './http/server.js'
import { createSenderEvents } from './http/webhook-reports.js'
import { toSettings } from './parse-settings.js'
import { createReadiness } from './readiness.js'
import type { AppOptions, Settings } from './settings.js'
import { openStore } from './store/store.js'
import { createTransport } from './webhooks/attempt.js'
import { createLookup } from './webhooks/public-addresses.js'
import { createWebhookSender, type SenderServices, type WebhookSender } from './webhooks/sender.js'

/** The whole server, except that it does not listen on a port. */
export interface App {
  /** The Fastify instance; tests can call its `inject`. */
  readonly http: FastifyInstance
  readonly admin: Admin
  /** Returns the reason the app should not get requests right now, or nothing when it should. */
  readReadiness(): Promise<string | undefined>
  /** Returns the metrics in Prometheus' text format. */
  toMetrics(): Promise<string>
  /** Closes each connection after its next response, so that clients move to another server. */
  startDraining(): void
  /** Finishes requests in progress, then closes the database. Can be called more than once. */
  close(): Promise<void>
}

/**
 * Opens the database and creates the app. Without `dataDir` and `databaseUrl`, data is kept in memory.
 *
 * @example
 * const app = await createApp()
 * const { statusCode } = await app.http.inject('/api/v1/coupons') //=> 401
 * await app.close()
 *
 * @throws ServerError with the codes of `startServer`, except those about the address.
 */
export async function createApp(options: AppOptions = {}): Promise<App> {
  const settings = toSettings(options)
  const clock = options.clock ?? ((): Date => new Date())
  const store = await openStore(settings, clock)
  const { programs } = store
  const recordUse = createKeyUsage({ programs, clock })
  const authenticator = createAuthenticator({ programs, cacheMs: settings.keyCacheMs, recordUse })
  const metrics = createMetrics(store, clock)
  const createId = createIdSource(clock)
  const sessions = createSessions({ programs, clock, createId, recordUse })
  const services = { store, authenticator, sessions, metrics, clock, createId }
  const http = createHttp({ ...services, settings })
  const sender = startSender({ queue: store.deliveryQueue, clock }, { settings, metrics })
  store.onDeliveries(() => sender.wake())
  let isDraining = false
  http.addHook('onSend', async (_request, reply) => {
    if (isDraining) reply.header('connection', 'close')
  })
  const startDraining = (): void => {
    isDraining = true
    store.stopWaiting()
  }
  const close = async (): Promise<void> => {
    startDraining()
    await Promise.all([stopHttp(http, settings), sender.close(settings.shutdownTimeoutMs)])
    metrics.close()
    await store.close()
  }
  let closing: Promise<void> | undefined
  return {
    http,
    admin: createAdmin(services),
    readReadiness: createReadiness(() => store.assertReady()),
    toMetrics: () => metrics.toText(),
    startDraining,
    close: () => (closing ??= close()),
  }
}

async function stopHttp(http: FastifyInstance, { shutdownTimeoutMs }: Settings): Promise<void> {
  await linger(http)
  await drain(http, shutdownTimeoutMs)
}

interface SenderOptions {
  readonly settings: Settings
  readonly metrics: Metrics
}

// The vendor does not publish its time limit. Svix, which delivers its webhooks, uses 15 seconds.
const attemptTimeoutMs = 15_000

function startSender(
  services: Pick<SenderServices, 'queue' | 'clock'>,
  { settings, metrics }: SenderOptions,
): WebhookSender {
  const rules = { allowPrivate: settings.webhooksAllowPrivate }
  const lookup = createLookup(rules)
  const transport = createTransport({ ...rules, lookup, timeoutMs: attemptTimeoutMs })
  const events = createSenderEvents(createLog(settings.logger), metrics)
  const sender = createWebhookSender({ ...services, transport, events })
  sender.start()
  return sender
}
