import type { AttemptResult, OutgoingMessage } from './attempt.js'

/** The state of a delivery after an attempt. */
export type NextStep =
  | { readonly state: 'SUCCEEDED' | 'FAILED' }
  | { readonly state: 'PENDING'; readonly nextAttemptAt: Date }

/** A delivery that a process has claimed. No other process attempts it until the claim expires. */
export interface Claim extends OutgoingMessage {
  readonly programId: string
  readonly deliveryId: string
  readonly endpointId: string
  /** Attempts since the schedule was started. */
  readonly attempts: number
  /** The instant at which the claim expires, which identifies it. */
  readonly claimedUntil: string
  /** True when the last attempt for the endpoint has failed. */
  readonly isFailing: boolean
}

/** The number of deliveries to claim. */
export interface ClaimRequest {
  readonly now: Date
  readonly until: Date
  readonly most: number
}

/** A claimed delivery after its attempt. */
export interface EndedDelivery {
  readonly claim: Claim
  readonly result: AttemptResult
  readonly endedAt: Date
  readonly next: NextStep
}

/** An endpoint that was disabled. */
export interface DisabledEndpoint {
  readonly programId: string
  readonly endpointId: string
  readonly failingSince: string
}

/** The state of the queue, for metrics. */
export interface Backlog {
  readonly pending: number
  readonly sending: number
  /** The instant at which the oldest pending delivery was due, if one is due. */
  readonly dueSince: Date | undefined
  /** Number of endpoints that are disabled because they failed. */
  readonly disabledEndpoints: number
}

/** The deliveries of all programs, shared by all processes. */
export interface DeliveryQueue {
  /** Claims deliveries that are due, within the concurrency and the rate of their endpoints. */
  claim(request: ClaimRequest): Promise<readonly Claim[]>
  /**
   * Logs attempts. An attempt whose claim has expired is left out, because another process has claimed the delivery.
   */
  record(ended: readonly EndedDelivery[]): Promise<void>
  /** Marks endpoints as failing or not, and disables those that have failed for too long. */
  markEndpoints(ended: readonly EndedDelivery[]): Promise<readonly DisabledEndpoint[]>
  /** Gives up claims, so that the deliveries are attempted again immediately. */
  release(claims: readonly Claim[]): Promise<void>
  /**
   * Frees deliveries whose claims have expired, ends those of disabled endpoints, and removes those of deleted ones.
   * Returns whether it should be called again, because there were many.
   */
  sweep(now: Date): Promise<boolean>
  /**
   * Deletes some of the events from before a given time, with their deliveries. Returns whether
   * there may be more.
   */
  removeOld(before: Date): Promise<boolean>
  readBacklog(now: Date): Promise<Backlog>
}
