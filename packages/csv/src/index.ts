export { findGarbled, parseAffiliates } from './affiliates.js'
export { cleanCell, findEmailProblem, findNameProblem, isEmail, toEmail } from './cells.js'
export { toColumnKey } from './column-keys.js'
export {
  affiliateColumns,
  codeAliases,
  importColumns,
  keyColumns,
  takenColumns,
} from './column-names.js'
export { readExtras } from './columns.js'
export { decodeText } from './decoding.js'
export { CsvError, isCsvError } from './errors.js'
export { fromCell, toCell } from './formulas.js'
export { parseKeys } from './keys.js'
export { noLastName, toNewAffiliate } from './names.js'
export { parseTable, sortProblems } from './table.js'

export type { AffiliateFile, AffiliateOptions, AffiliateRow, GarbledName } from './affiliates.js'
export type { AffiliateColumn, KeyName } from './column-names.js'
export type { Column, ColumnMap, Columns, ColumnSet, ExtraColumn } from './columns.js'
export type { DecodedText } from './decoding.js'
export type { ColumnChoice, CsvErrorCode, CsvErrorOptions, InputProblem } from './errors.js'
export type { FoundKeys } from './keys.js'
export type { NameOrder, Person, SplitName } from './names.js'
export type { CsvProblem, CsvRow } from './rows.js'
export type { CsvTable, ReadOptions, TableOptions } from './table.js'
