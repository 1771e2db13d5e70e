import type { components, operations } from './kit-openapi.js'

type Schemas = components['schemas']
type Schema<Name extends keyof Schemas> = Schemas[Name]

/** An affiliate program, with its currency and its rules. */
export interface Program extends Schema<'Program'> {}

/** New settings of a program. Omitted properties are left unchanged. */
export interface ProgramUpdate extends Schema<'ProgramUpdate'> {}

/** The body of every error of the kit API. */
export interface KitErrorBody extends Schema<'KitError'> {}

/** A report on what was sold, by subject and period. */
export interface PerformanceReport extends Schema<'PerformanceReport'> {}

/** The measures of one subject in one period, with those of an earlier period if requested. */
export interface ReportRow extends Schema<'ReportRow'> {}

/** The measures of one subject in one period. */
export interface ReportMeasures extends Schema<'ReportMeasures'> {}

/** The options of a report. */
export type PerformanceQuery = NonNullable<operations['getPerformance']['parameters']['query']>

/** The subject of a row of a report. */
export type ReportSubject = Schema<'ReportSubject'>

/** A measure that a report can be sorted by. */
export type ReportMeasure = Schema<'ReportMeasure'>

// Search

/** A coupon with counts of its codes. */
export interface CouponSummary extends Schema<'CouponSummary'> {}

/** A code with the names of its coupon and affiliate. */
export interface CodeSummary extends Schema<'CodeSummary'> {}

/** An affiliate with the number of their referrals and the sum of their commission. */
export interface AffiliateSummary extends Schema<'AffiliateSummary'> {}

/** A referral with the name of its affiliate. */
export interface ReferralSummary extends Schema<'ReferralSummary'> {}

/** A sale with the name of its affiliate. */
export interface SaleSummary extends Schema<'SaleSummary'> {}

// Checkout

/** A code, and the order to use it for. */
export interface NewQuote extends Schema<'NewQuote'> {}

/** An order before the discount. */
export interface Order extends Schema<'Order'> {}

/** The buyer of a quote or a reservation, as far as known. */
export interface Customer extends Schema<'Customer'> {}

/** The verdict on a code for an order. */
export interface Quote extends Schema<'Quote'> {}

/** A rule that refuses a code. */
export interface Refusal extends Schema<'Refusal'> {}

/** The discount on an order, in major and in minor units. */
export interface OrderDiscount extends Schema<'OrderDiscount'> {}

/** A code, the order to use it for, and how long to hold a use of it. */
export interface NewReservation extends Schema<'NewReservation'> {}

/** The verdict on a code for an order, with the reservation. */
export type ReservedQuote = Schema<'ReservedQuote'>

/** One use of a code that is held for a buyer. */
export interface Reservation extends Schema<'Reservation'> {}

/** A sale to record, which can name a reservation. */
export interface NewKitSale extends Schema<'NewKitSale'> {}

/** A sale from a checkout. */
export interface KitSale extends Schema<'KitSale'> {}

/** The balance of an affiliate in one currency. */
export interface Balance extends Schema<'Balance'> {}

/** The amounts of a balance. */
export interface BalanceAmounts extends Schema<'BalanceAmounts'> {}

/** The sums of all balances, by currency. */
export interface BalanceTotals extends Schema<'BalanceTotals'> {}

/** An entry of the ledger. */
export interface LedgerEntry extends Schema<'LedgerEntry'> {}

/** The kind of an entry. */
export type LedgerEntryKind = Schema<'LedgerEntryKind'>

/** An amount to add to or subtract from a balance. */
export interface NewAdjustment extends Schema<'NewAdjustment'> {}

/** The commission of a sale. */
export interface Commission extends Schema<'Commission'> {}

/** A decision on a commission. */
export interface CommissionDecision extends Schema<'CommissionDecision'> {}

/** A full or partial refund of a sale. */
export interface Refund extends Schema<'Refund'> {}

/** A refund to create. */
export interface NewRefund extends Schema<'NewRefund'> {}

/** The reason for a refund. */
export type RefundReason = Schema<'RefundReason'>

/** An amount that can be paid out to an affiliate. */
export interface PayoutPreviewItem extends Schema<'PayoutPreviewItem'> {}

/** The sum that a payout would pay. */
export interface PayoutPreviewTotal extends Schema<'PayoutPreviewTotal'> {}

/** A payout. */
export interface Payout extends Schema<'Payout'> {}

/** A payout to create. */
export interface NewPayout extends Schema<'NewPayout'> {}

/** The amount of one affiliate in a payout. */
export interface PayoutItem extends Schema<'PayoutItem'> {}

/** The outcome of a payout. */
export interface PayoutMark extends Schema<'PayoutMark'> {}

/** The status of a payout or of one of its amounts. */
export type PayoutStatus = Schema<'PayoutStatus'>

/** The format of the file of a payout. */
export type PayoutFileFormat = Schema<'PayoutFileFormat'>

/** The statement of an affiliate for a period. */
export interface Statement extends Schema<'Statement'> {}

/** An API key or a session of the console, without its secret. */
export interface ApiKey extends Schema<'ApiKey'> {}

/** An API key to create. */
export interface NewApiKey extends Schema<'NewApiKey'> {}

/** A new API key, with the key itself. */
export type CreatedApiKey = Schema<'CreatedApiKey'>

/** The kind of a record of `kit.keys`: an API key or a session. */
export type ApiKeyKind = Schema<'ApiKeyKind'>
// Webhooks

/** The name of an event. */
export type WebhookEventName = Schema<'WebhookEventName'>

/** An endpoint that events are sent to. */
export interface Webhook extends Schema<'Webhook'> {}

/** An endpoint with its secret, which no other response has. */
export type WebhookWithSecret = Schema<'WebhookWithSecret'>

/** An endpoint to create. */
export interface NewWebhook extends Schema<'NewWebhook'> {}

/** Changes to an endpoint. Omitted properties are left unchanged. */
export interface WebhookUpdate extends Schema<'WebhookUpdate'> {}

/** A rotation of the secret of an endpoint. */
export interface WebhookRotation extends Schema<'WebhookRotation'> {}

/** The failed deliveries to resend. */
export interface WebhookResend extends Schema<'WebhookResend'> {}

/** The delivery of an event to an endpoint. */
export interface WebhookDelivery extends Schema<'WebhookDelivery'> {}

/** The state of a delivery. */
export type WebhookDeliveryState = Schema<'WebhookDeliveryState'>

/** A delivery with its payload and attempts. */
export type WebhookDeliveryLog = Schema<'WebhookDeliveryLog'>

/** An attempt to deliver an event. */
export interface WebhookAttempt extends Schema<'WebhookAttempt'> {}

/** A listener to create. */
export interface NewWebhookListener extends Schema<'NewWebhookListener'> {}

/** A listener, which polls for its events. */
export interface WebhookListener extends Schema<'WebhookListener'> {}

/** An event of a listener. */
export interface WebhookListenerEvent extends Schema<'WebhookListenerEvent'> {}

/** Events of a listener. */
export interface WebhookListenerEvents extends Schema<'WebhookListenerEvents'> {}

/** The body that an endpoint receives, by the name of the event. */
export type WebhookEvent = Schema<'WebhookEvent'>
