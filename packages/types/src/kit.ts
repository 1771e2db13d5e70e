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
