import { distance } from 'fastest-levenshtein'
import { toAnswerKey, toColumnKey, toFullKey } from './column-keys.js'
import { CsvError } from './errors.js'
import { fromCell } from './formulas.js'

/** A column that a file may have. */
export interface Column {
  /** The name in the files that referly writes, which is also the one in a {@link ColumnMap}. */
  readonly title: string
  /**
   * Every accepted name, best first, as `toColumnKey` returns it. If two columns of a file
   * match, the better name wins.
   */
  readonly aliases: readonly string[]
  readonly isOptional?: boolean
  /** True for a column that few files have. The messages that show a header leave it out. */
  readonly isRare?: boolean
  /** Advice for a file that does not have this column. */
  readonly hint?: string
}

/** The columns of one kind of file, in the order in which messages list them. */
export type ColumnSet<Name extends string> = Readonly<Record<Name, Column>>

/** The index of each field's cell in a row, or -1 for an optional column that is absent. */
export type Columns<Name extends string> = Readonly<Record<Name, number>>

/** A column that a command does not use. It is kept unchanged. */
export interface ExtraColumn {
  readonly index: number
  readonly title: string
}

/** The columns in a header row. */
export interface Header<Name extends string> {
  readonly columns: Columns<Name>
  readonly extras: readonly ExtraColumn[]
}

/** Columns that the user chose: from referly's title to the title in the file, or its number, counted from 1. */
export type ColumnMap = ReadonlyMap<string, string>

/**
 * Finds the columns in a header row, in any order, language, and spelling.
 *
 * Returns undefined when the row is not a header, that is, when a required column is missing.
 *
 * @example
 * findColumns(['E-Mail', 'Vorname', 'Tier'], affiliateColumns)
 * //=> columns: { firstName: 1, lastName: -1, name: -1, email: 0 }, extras: [{ index: 2, title: 'Tier' }]
 * @throws CsvError `AMBIGUOUS_COLUMN` when two columns have the same name
 */
export function findColumns<Name extends string>(
  header: readonly string[],
  set: ColumnSet<Name>,
  map: ColumnMap = new Map(),
): Header<Name> | undefined {
  const names = Object.keys(set) as Name[]
  const taken = new Set<number>()
  const found = new Map<Name, number>()
  for (const name of names) {
    const given = map.get(set[name].title)
    if (given === undefined) continue
    const index = findTitle(header, given)
    if (index < 0) return undefined
    found.set(name, index)
    taken.add(index)
  }
  for (const name of names) {
    if (found.has(name)) continue
    const index = findAlias(header, set[name], taken)
    if (index < 0) continue
    found.set(name, index)
    taken.add(index)
  }
  if (names.some((name) => !found.has(name) && set[name].isOptional !== true)) return undefined
  const columns = Object.fromEntries(names.map((name) => [name, found.get(name) ?? -1]))
  return { columns: columns as Columns<Name>, extras: toExtras(header, taken) }
}

function toExtras(header: readonly string[], taken: ReadonlySet<number>): readonly ExtraColumn[] {
  return [...header.entries()]
    .filter(([index]) => !taken.has(index))
    .map(([index, title]) => ({ index, title: title === '' ? `column_${index + 1}` : title }))
}

const noExtras: readonly string[] = []

/** Returns the cells of the other columns in a row. */
export function readExtras(
  cells: readonly string[],
  extras: readonly ExtraColumn[],
): readonly string[] {
  // One empty list for all rows of a file.
  return extras.length === 0 ? noExtras : extras.map(({ index }) => fromCell(cells[index] ?? ''))
}

/** Finds a column by the name that the user typed, or by its number, counted from 1. */
function findTitle(header: readonly string[], given: string): number {
  const exact = header.indexOf(given.trim())
  if (exact >= 0) return exact
  const number = /^[1-9]\d{0,4}$/.test(given) ? Number(given) - 1 : -1
  if (number >= 0 && number < header.length) return number
  const lower = given.trim().toLowerCase()
  return header.findIndex((title) => title.toLowerCase() === lower)
}

function findAlias(header: readonly string[], column: Column, taken: ReadonlySet<number>): number {
  const readings = [toFullKey, toColumnKey, toAnswerKey].map((toKey) =>
    header.map((title, index) => (taken.has(index) ? '' : toKey(title))),
  )
  for (const alias of column.aliases) {
    const matches = readings.map((keys) => findFirst(header, keys, alias))
    const [index, other] = matches.find((found) => found.length > 0) ?? []
    if (index === undefined) continue
    if (other === undefined) return index
    const fact = `Columns ${index + 1} ("${header[index]}") and ${other + 1} ("${header[other]}") could both be ${column.title}.`
    const suggestion = String(index + 1)
    throw new CsvError(
      'AMBIGUOUS_COLUMN',
      `${fact} Choose one by its number, such as ${suggestion}.`,
      {
        choice: { column: column.title, suggestion, header, fact },
      },
    )
  }
  return -1
}

/** Finds the columns with a key: one, or all that cannot be told apart by the number in their titles. */
function findFirst(
  header: readonly string[],
  keys: readonly string[],
  alias: string,
): readonly number[] {
  const found = [...keys.keys()].filter((index) => keys[index] === alias)
  if (found.length < 2) return found
  // Address books have "E-mail 1" and "E-mail 2", or "E-mail" and "E-mail 2".
  const numbers = found.map((index) => Number(/\d+/.exec(header[index] ?? '')?.[0] ?? 0))
  const least = Math.min(...numbers)
  return found.filter((_, position) => numbers[position] === least)
}

/** The header in which a column is missing. */
export interface MissingColumn {
  readonly header: readonly string[]
  /** The titles of the missing columns. */
  readonly missing: readonly string[]
  /** The column that is most likely the missing one. */
  readonly guess: string | undefined
  readonly hint?: string | undefined
}

/** Creates the error for a missing column. It suggests a column of the file itself. */
export function createMissingColumnError(problem: MissingColumn): CsvError {
  const { header, missing, hint } = problem
  const guess = problem.guess ?? header.find((title) => title !== '') ?? 'Title'
  const [column = ''] = missing
  const suggestion = toExcerpt(guess)
  const advice = hint === undefined ? '' : ` ${hint}`
  const names = new Intl.ListFormat('en', { type: 'conjunction' }).format(missing)
  const fact = `No column ${names}. The columns are ${toTitles(header)}.`
  const message = `${fact} Choose one for ${column}, for example "${suggestion}".${advice}`
  return new CsvError('MISSING_COLUMN', message, {
    choice: { column, suggestion, header, fact, hint },
  })
}

/** Returns the error for a column in the map that the header does not have, if any. */
export function findUnknownColumnError(
  header: readonly string[],
  set: ColumnSet<string>,
  map: ColumnMap = new Map(),
): CsvError | undefined {
  for (const { title } of Object.values(set)) {
    const given = map.get(title)
    if (given === undefined || findTitle(header, given) >= 0) continue
    return new CsvError('UNKNOWN_COLUMN', {
      field: `columns.${title}`,
      expected: `one of the columns ${toTitles(header)}`,
      received: `"${toExcerpt(given)}"`,
    })
  }
  return undefined
}

/** Returns the titles of the required columns that a header does not have. */
export function findMissing(
  header: readonly string[],
  set: ColumnSet<string>,
  map: ColumnMap = new Map(),
): readonly Column[] {
  return Object.values(set).filter((column) => {
    if (column.isOptional === true || map.has(column.title)) return false
    return findAlias(header, column, new Set()) < 0
  })
}

/** Finds the first column that no other column of the set is read from. */
export function findUnused(header: readonly string[], set: ColumnSet<string>): string | undefined {
  const isUsed = (title: string): boolean =>
    Object.values(set).some((column) => findAlias([title], column, new Set()) === 0)
  return header.find((title) => title !== '' && !isUsed(title))
}

/** Finds the column whose name differs from an accepted one by a typing error. */
export function findSimilar(header: readonly string[], column: Column): string | undefined {
  return header.find((title) => {
    const key = toColumnKey(title)
    const most = key.length > 4 ? 2 : 1
    return key.length > 2 && column.aliases.some((alias) => distance(key, alias) <= most)
  })
}

/** Quotes the names of the columns of a file. */
export function toTitles(header: readonly string[]): string {
  return toExcerpt(header.map((title) => `"${toExcerpt(title)}"`).join(', '), 300)
}

/** A file of another kind may have a first line of any length. */
function toExcerpt(text: string, length = 60): string {
  return text.length > length ? `${text.slice(0, length)}...` : text
}
