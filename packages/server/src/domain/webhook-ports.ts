import type { WebhookEventName } from '@referly-kit/types'
import type { IdPage } from './ledger-ports.js'

/** An endpoint that events are sent to. */
export interface EndpointRecord {
  readonly id: string
  readonly url: string
  /** The name that was given to it. */
  readonly description: string | null
  readonly events: readonly WebhookEventName[]
  readonly secret: string
  /** The previous secret, which also signs events until a given time. */
  readonly previousSecret: string | null
  readonly previousSecretUntil: string | null
  readonly disabledAt: string | null
  readonly disabledReason: 'MANUAL' | 'FAILING' | null
  /** The time since which every attempt has failed. */
  readonly failingSince: string | null
  readonly maxPerSecond: number
  readonly concurrency: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** An endpoint with the numbers of its deliveries. */
export interface EndpointState extends EndpointRecord {
  readonly pending: number
  readonly failed: number
}

/** Storage of one program's endpoints. */
export interface EndpointStore {
  insert(endpoint: EndpointRecord): Promise<void>
  list(page: IdPage): Promise<readonly EndpointState[]>
  find(id: string): Promise<EndpointState | undefined>
  /** Reads an endpoint and keeps others from changing it until the end of the transaction. */
  lock(id: string): Promise<EndpointRecord | undefined>
  update(endpoint: EndpointRecord): Promise<void>
  /** Deletes an endpoint, and its deliveries in the background. Returns false when no such endpoint exists. */
  delete(id: string): Promise<boolean>
}

/** The state of a delivery. */
export type DeliveryState = 'PENDING' | 'SENDING' | 'SUCCEEDED' | 'FAILED'

/** A delivery of an event to an endpoint, with the result of its last attempt. */
export interface DeliveryRecord {
  readonly id: string
  readonly endpointId: string
  readonly messageId: string
  readonly event: WebhookEventName
  readonly url: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly status: number | null
  readonly error: string | null
  readonly nextAttemptAt: string | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

/** An attempt to deliver an event. */
export interface AttemptRecord {
  readonly attempt: number
  readonly startedAt: string
  readonly durationMs: number
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly status: number | null
  readonly responseBody: string | null
  readonly error: string | null
}

/** The deliveries to list. */
export interface DeliveryFilter {
  readonly webhookId?: string | undefined
  readonly state?: DeliveryState | undefined
  readonly event?: WebhookEventName | undefined
  readonly since?: string | undefined
}

/** An event to deliver to one endpoint, with its payload. */
export interface SampleEvent {
  readonly deliveryId: string
  readonly event: WebhookEventName
  readonly payload: string
  readonly createdAt: string
}

/** The log of one program's deliveries. */
export interface DeliveryLog {
  /** Lists deliveries, newest first. */
  list(filter: DeliveryFilter, page: IdPage): Promise<readonly DeliveryRecord[]>
  find(id: string): Promise<DeliveryRecord | undefined>
  readPayload(id: string): Promise<string>
  listAttempts(id: string): Promise<readonly AttemptRecord[]>
  /** Adds an event and its delivery to one endpoint. */
  insertSample(sample: SampleEvent, endpoint: EndpointRecord): Promise<void>
  /** Restarts the schedule of a delivery, unless it is being sent. */
  resend(id: string, endpoint: EndpointRecord, now: string): Promise<void>
  /** Restarts the schedule of all failed deliveries and returns their number. */
  resendFailed(endpoint: EndpointRecord, since: string, now: string): Promise<number>
}

/** A listener, which polls for its events. */
export interface ListenerRecord {
  readonly id: string
  readonly events: readonly WebhookEventName[]
  readonly secret: string
  readonly until: string
  readonly createdAt: string
}

/** An event of a listener. */
export interface ListenerEvent {
  readonly position: number
  readonly messageId: string
  readonly event: WebhookEventName
  readonly createdAt: string
  readonly payload: string
}

/** Storage of one program's listeners. */
export interface ListenerStore {
  insert(listener: ListenerRecord): Promise<void>
  /** Extends a listener. Returns false when it does not exist or has ended. */
  extend(id: string, now: string, until: string): Promise<boolean>
  /** Reads the events after a position, and removes those up to it. */
  read(id: string, after: number, limit: number): Promise<readonly ListenerEvent[]>
  /**
   * Resolves to true when events may have been added or the time is up, and to false when the
   * server stops.
   */
  wait(ms: number): Promise<boolean>
}

/** Storage of one program's webhooks. */
export interface WebhookStore {
  /** Adds an event for each of the records, in the transaction that changes them. */
  add(event: WebhookEventName, ids: readonly string[]): Promise<void>
  readonly endpoints: EndpointStore
  readonly deliveries: DeliveryLog
  readonly listeners: ListenerStore
}
