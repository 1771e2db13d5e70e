import type { Payout, WebhookEventName } from '@referly-kit/types'

/** A row of a table as JSON, by the names of its columns. */
export type JsonRow = Readonly<Record<string, unknown>>

/** A link of an affiliate. */
export interface LinkFacts {
  readonly id: string
  readonly link: string
  readonly created_at: string
}

/** A code of an affiliate or a coupon. */
export interface CodeFacts {
  readonly id: string
  readonly code: string
  readonly active: boolean
  readonly expires_at: string | null
  readonly coupon_id: string
}

/** The totals of an affiliate or a referral. */
export interface TotalFacts {
  readonly referrals: number
  readonly revenueMinor: number
  readonly commissionMinor: number
}

/** An event to render, with the row as it was after the change. */
export interface EventFacts {
  readonly event: WebhookEventName
  readonly recordId: string
  readonly record: JsonRow | null
  readonly createdAt: string
}

/** The records that payloads contain, by id. */
export interface RelatedFacts {
  readonly programId: string
  readonly currency: string
  readonly affiliates: ReadonlyMap<string, JsonRow>
  readonly links: ReadonlyMap<string, readonly LinkFacts[]>
  readonly referrals: ReadonlyMap<string, JsonRow>
  readonly coupons: ReadonlyMap<string, JsonRow>
  /** The first codes of an affiliate or a coupon. */
  readonly codes: ReadonlyMap<string, readonly CodeFacts[]>
  /** The totals of an affiliate or a referral that an event is about. */
  readonly totals: ReadonlyMap<string, TotalFacts>
  readonly payouts: ReadonlyMap<string, Payout>
}
