import { CliError } from '../errors.js'

/** Which cell of a row holds which field. */
export type Columns<Name extends string> = Readonly<Record<Name, number>>

/** A column that a file may have. */
export interface Column {
  /** How messages and the example file write it. */
  readonly title: string
  /** All its names, lower-case, letters only. */
  readonly aliases: readonly string[]
  /** Whether a file may be without it. */
  readonly isOptional?: boolean
}

/** The columns of one kind of file, in the order in which messages name them. */
export type ColumnSet<Name extends string> = Readonly<Record<Name, Column>>

/** The fields of an affiliate that a CSV file may give. */
export type AffiliateColumn = 'firstName' | 'lastName' | 'email'

/** The columns of a file of affiliates. */
export const affiliateColumns: ColumnSet<AffiliateColumn> = {
  firstName: { title: 'first_name', aliases: ['firstname', 'givenname', 'forename'] },
  lastName: { title: 'last_name', aliases: ['lastname', 'surname', 'familyname'] },
  email: { title: 'email', aliases: ['email', 'emailaddress', 'mail'] },
}

/**
 * Finds the columns of a header row, whatever their order and spelling; -1 for an optional one that
 * is not there.
 *
 * @example
 * parseColumns(['E-Mail', 'First Name', 'lastName'], affiliateColumns)
 * //=> { firstName: 1, lastName: 2, email: 0 }
 * @throws CliError `INVALID_CSV` for an unknown, doubled, unnamed or missing column
 */
export function parseColumns<Name extends string>(
  header: readonly string[],
  columns: ColumnSet<Name>,
): Columns<Name> {
  const names = Object.keys(columns) as Name[]
  const found = new Map<string, number>()
  for (const [index, title] of header.entries()) {
    const name = parseColumn(title, index, columns)
    const first = found.get(name)
    if (first !== undefined) throw doubled(columns[name].title, first, index)
    found.set(name, index)
  }
  const missing = names.filter((name) => !found.has(name) && columns[name].isOptional !== true)
  if (missing.length > 0) throw missingColumns(toTitles(missing, columns), header, columns)
  return Object.fromEntries(names.map((name) => [name, found.get(name) ?? -1])) as Columns<Name>
}

function parseColumn<Name extends string>(
  title: string,
  index: number,
  columns: ColumnSet<Name>,
): Name {
  const names = Object.keys(columns) as Name[]
  const letters = toLetters(title)
  const name = names.find((candidate) => columns[candidate].aliases.includes(letters))
  if (name !== undefined) return name
  const what =
    title.trim() === '' ? `column ${index + 1} has no name` : `unknown column "${toShort(title)}"`
  const similar = names.find((candidate) => isSimilar(letters, columns[candidate]))
  const hint = similar === undefined ? '' : `; did you mean ${columns[similar].title}?`
  throw new CliError(
    'INVALID_CSV',
    `${what}${hint || '.'} The columns are ${toTitles(names, columns)}; rename or remove any other.`,
  )
}

function isSimilar(letters: string, column: Column): boolean {
  if (letters.length < 3) return false
  return column.aliases.some((alias) => toDistance(letters, alias) <= 2)
}

function doubled(title: string, first: number, second: number): CliError {
  return new CliError(
    'INVALID_CSV',
    `columns ${first + 1} and ${second + 1} both mean ${title}; remove or rename one of them.`,
  )
}

function missingColumns(
  missing: string,
  header: readonly string[],
  columns: ColumnSet<string>,
): CliError {
  const needed = Object.keys(columns).filter((name) => columns[name]?.isOptional !== true)
  return new CliError(
    'INVALID_CSV',
    `the first line must name the columns ${toTitles(needed, columns)}; ` +
      `${missing} missing in "${toShort(header.join(', '))}".`,
  )
}

function toTitles(names: readonly string[], columns: ColumnSet<string>): string {
  const all = names.map((name) => columns[name]?.title ?? '')
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

/** A file that is no CSV of affiliates may have a first line of any length. */
function toShort(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}

function toLetters(title: string): string {
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}

/** Levenshtein: the least number of letters to insert, delete or replace. */
function toDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...to].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
