export type {
  AffiliateFile,
  AffiliateOptions,
  AffiliateRow,
  ColumnMap,
  CsvProblem,
  GarbledName,
  NameOrder,
  ReadOptions,
} from '@referly-kit/csv'
export type { CliErrorCode, InputProblem } from './errors.js'
export type { ExitCode } from './exit-codes.js'
export type { Invocation } from './invocation.js'
export type { Input } from './terminal/input.js'
export type { LineSink, Output, TerminalFacts } from './terminal/output.js'
export type { Context } from './context.js'

export { parseAffiliates } from '@referly-kit/csv'
export { CliError, isCliError } from './errors.js'
export { createOutput } from './terminal/output.js'
export { run } from './run.js'
