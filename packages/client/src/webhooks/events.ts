import type { WebhookEvent } from '@referly-kit/types'

/** The facts about the message of an event. */
export interface WebhookMessage {
  /** The id of the message, the same for every attempt to deliver it. Use it to recognize duplicates. */
  readonly id: string
  /** The time of this attempt. */
  readonly sentAt: Date
}

/**
 * An event that this version does not have a type for, or one without a record: Referly's dashboard tests endpoints
 * with an empty `body` for coupons and codes.
 */
export interface UnknownWebhookEvent {
  readonly event: 'unknown'
  /** The name that was sent, or an empty string. */
  readonly name: string
  readonly body: unknown
}

/**
 * A verified event and its message. Narrow it by `event`.
 *
 * @example
 * if (webhook.event === 'sale.created') webhook.body.totalEarned //=> 50
 */
export type VerifiedWebhook = WebhookMessage & (WebhookEvent | UnknownWebhookEvent)

/** The name of every event: Referly's, and then those that only a Referly Kit server sends. */
export const webhookEventNames = [
  'affiliate.created',
  'affiliate.updated',
  'affiliate.deleted',
  'referral.created',
  'referral.updated',
  'referral.deleted',
  'sale.created',
  'sale.updated',
  'sale.deleted',
  'coupon.created',
  'coupon.updated',
  'coupon.deleted',
  'promocode.created',
  'promocode.updated',
  'promocode.deleted',
  'payout.created',
  'payout.paid',
  'commission.held',
  'commission.released',
] as const

/** Reads the event of a verified text; undefined when it is not JSON. */
export function readEvent(text: string): WebhookEvent | UnknownWebhookEvent | undefined {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return undefined
  }
  const { event, body = content } = Object(content) as { event?: unknown; body?: unknown }
  const name = webhookEventNames.find((each) => each === event)
  // The boundary: the sender is verified, and its bodies are those of the contract.
  if (name !== undefined && isRecord(body)) return { event: name, body } as WebhookEvent
  return { event: 'unknown', name: typeof event === 'string' ? event : '', body }
}

/** Returns whether a body has the id of a record, or that of a sale, as commissions do. */
function isRecord(body: unknown): boolean {
  const { id, saleId = id } = Object(body) as { id?: unknown; saleId?: unknown }
  return saleId !== undefined
}
