import type { Payout, WebhookEventName } from '@referly-kit/types'

/** A row of a table as JSON, by the names of its columns. */
export type JsonRow = Readonly<Record<string, unknown>>

/**
 * The columns of the records that events are about, as far as payloads contain them. They are written with every
 * change, so each one costs time in a request.
 */
export const recordColumns = {
  referrals: [
    'id',
    'affiliate_id',
    'affiliate_link_id',
    'created_at',
    'email',
    'external_id',
    'name',
    'plan',
    'promotional_code_id',
    'status',
  ],
  sales: [
    'id',
    'affiliate_id',
    'affiliate_link_id',
    'approval_status',
    'commission_minor',
    'commission_rate',
    'created_at',
    'due_at',
    'email',
    'external_id',
    'external_invoice_id',
    'hold_reason',
    'name',
    'product',
    'promotional_code_id',
    'referral_id',
    'refunded_at',
    'shipping_minor',
    'status',
    'tax_minor',
    'total_minor',
  ],
  coupons: [
    'id',
    'amount_off',
    'coupon_type',
    'created_at',
    'currency',
    'duration',
    'duration_in_months',
    'external_id',
    'integration_type',
    'limit_to_products',
    'max_redemptions',
    'name',
    'percent_off',
    'product_ids',
    'redeem_by',
    'times_redeemed',
    'updated_at',
    'valid',
  ],
  promotional_codes: [
    'id',
    'active',
    'affiliate_id',
    'code',
    'coupon_id',
    'created_at',
    'customer_id',
    'expires_at',
    'external_id',
    'first_time_order',
    'is_auto_generated',
    'limit_to_affiliate',
    'limit_to_customers',
    'max_redemptions',
    'minimum_amount',
    'minimum_amount_currency',
    'times_redeemed',
    'updated_at',
  ],
} as const

/** A table of records that events are about. */
export type RecordTable = keyof typeof recordColumns

/** The columns of a record that payloads contain. */
export type RecordRow<Table extends RecordTable> = Readonly<
  Partial<Record<(typeof recordColumns)[Table][number], unknown>>
>

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

/** An event to render, with the columns of its record as they were after the change. */
export interface EventFacts {
  readonly event: WebhookEventName
  readonly recordId: string
  readonly record: JsonRow
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
