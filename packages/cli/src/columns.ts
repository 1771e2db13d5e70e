import { CliError } from './errors.js'

/** The fields of an affiliate that a CSV file may give. */
export type ColumnName = 'firstName' | 'lastName' | 'email'

/** Which cell of a row holds which field. */
export type Columns = Readonly<Record<ColumnName, number>>

interface Column {
  /** How messages and the example file write it. */
  readonly title: string
  /** Other names, lower-case, letters only. */
  readonly aliases: readonly string[]
}

const columns: Readonly<Record<ColumnName, Column>> = {
  firstName: { title: 'first_name', aliases: ['firstname', 'givenname', 'forename'] },
  lastName: { title: 'last_name', aliases: ['lastname', 'surname', 'familyname'] },
  email: { title: 'email', aliases: ['email', 'emailaddress', 'mail'] },
}

const columnNames: readonly ColumnName[] = ['firstName', 'lastName', 'email']

/**
 * Finds the columns of a header row, whatever their order and spelling.
 *
 * @example
 * parseColumns(['E-Mail', 'First Name', 'lastName']) //=> { firstName: 1, lastName: 2, email: 0 }
 * @throws CliError `INVALID_CSV` for an unknown, doubled, unnamed or missing column
 */
export function parseColumns(header: readonly string[]): Columns {
  const found = new Map<ColumnName, number>()
  for (const [index, title] of header.entries()) {
    const name = parseColumn(title, index)
    const first = found.get(name)
    if (first !== undefined) throw doubled(columns[name].title, first, index)
    found.set(name, index)
  }
  const missing = columnNames.filter((name) => !found.has(name))
  if (missing.length > 0) throw missingColumns(missing, header)
  return Object.fromEntries(found) as Record<ColumnName, number>
}

function parseColumn(title: string, index: number): ColumnName {
  const letters = toLetters(title)
  const name = columnNames.find((candidate) => columns[candidate].aliases.includes(letters))
  if (name !== undefined) return name
  const what =
    title.trim() === '' ? `column ${index + 1} has no name` : `unknown column "${toShort(title)}"`
  const similar = columnNames.find((candidate) => isSimilar(letters, candidate))
  const hint = similar === undefined ? '' : `; did you mean ${columns[similar].title}?`
  throw new CliError(
    'INVALID_CSV',
    `${what}${hint || '.'} The columns are ${titles(columnNames)}; rename or remove any other.`,
  )
}

function isSimilar(letters: string, name: ColumnName): boolean {
  if (letters.length < 3) return false
  return columns[name].aliases.some((alias) => toDistance(letters, alias) <= 2)
}

function doubled(title: string, first: number, second: number): CliError {
  return new CliError(
    'INVALID_CSV',
    `columns ${first + 1} and ${second + 1} both mean ${title}; remove or rename one of them.`,
  )
}

function missingColumns(missing: readonly ColumnName[], header: readonly string[]): CliError {
  return new CliError(
    'INVALID_CSV',
    `the first line must name the columns ${titles(columnNames)}; ` +
      `${titles(missing)} missing in "${toShort(header.join(', '))}".`,
  )
}

function titles(names: readonly ColumnName[]): string {
  const all = names.map((name) => columns[name].title)
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
