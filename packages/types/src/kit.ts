import type { components, operations } from './kit-openapi.js'

type Schemas = components['schemas']
type Schema<Name extends keyof Schemas> = Schemas[Name]

/** An affiliate program, with its currency and its rules. */
export interface Program extends Schema<'Program'> {}

/** New settings of a program. Absent properties stay as they are. */
export interface ProgramUpdate extends Schema<'ProgramUpdate'> {}

/** The body of every error of the kit API. */
export interface KitErrorBody extends Schema<'KitError'> {}

/** A report on what was sold, by subject and period. */
export interface PerformanceReport extends Schema<'PerformanceReport'> {}

/** The measures of one subject in one period, with those of an earlier period if they were asked for. */
export interface ReportRow extends Schema<'ReportRow'> {}

/** The measures of one subject in one period. */
export interface ReportMeasures extends Schema<'ReportMeasures'> {}

/** The options of a report. */
export type PerformanceQuery = NonNullable<operations['getPerformance']['parameters']['query']>

/** The subject of a row of a report. */
export type ReportSubject = Schema<'ReportSubject'>

/** A measure that a report can be sorted by. */
export type ReportMeasure = Schema<'ReportMeasure'>

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

/** A sale of a checkout. */
export interface KitSale extends Schema<'KitSale'> {}
