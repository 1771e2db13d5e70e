export type {
  AffiliateFile,
  AffiliateOptions,
  AffiliateRow,
  GarbledName,
} from './csv/affiliates.js'
export type { ColumnMap } from './csv/columns.js'
export type { NameOrder } from './csv/names.js'
export type { ReadOptions } from './csv/read-table.js'
export type { CsvProblem } from './csv/rows.js'
export type { CliErrorCode, InputProblem } from './errors.js'
export type { ExitCode } from './exit-codes.js'
export type { Invocation } from './invocation.js'
export type { Input } from './terminal/input.js'
export type { LineSink, Output, TerminalFacts } from './terminal/output.js'
export type { Context } from './context.js'

export { parseAffiliates } from './csv/affiliates.js'
export { CliError, isCliError } from './errors.js'
export { createOutput } from './terminal/output.js'
export { run } from './run.js'
