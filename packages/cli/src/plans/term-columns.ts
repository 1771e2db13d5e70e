import { fromCell, toColumnKey, type Columns, type ColumnSet } from '@referly-kit/csv'
import type { CsvColumn } from '../csv/write.js'
import { readLocalTimeZone } from './deadline.js'
import {
  mapTerms,
  parseTerms,
  termNames,
  terms,
  toTermCell,
  type CodeTerms,
  type TermCells,
  type TermName,
} from './terms.js'

/** The columns of a plan that have terms. All are optional. */
export const termColumns: ColumnSet<TermName> = mapTerms(({ title }) => ({
  title,
  aliases: [toColumnKey(title)],
  isOptional: true,
  isRare: true,
}))

/** A row that may have terms. */
interface RowWithTerms {
  readonly terms?: CodeTerms
}

/** Returns the columns for the terms that any of the rows has. */
export function toTermColumns(rows: Iterable<RowWithTerms>): readonly CsvColumn<RowWithTerms>[] {
  return findTermNames(rows).map((name) => ({
    title: terms[name].title,
    cell: (row) => toTermCell(row.terms?.[name]),
  }))
}

/** Returns the names of the terms that any of the rows has, in the order of their columns. */
export function findTermNames(rows: Iterable<RowWithTerms>): readonly TermName[] {
  const used = new Set<string>()
  // Rows share their terms, so that most are looked at once.
  const seen = new Set<CodeTerms>()
  for (const row of rows) {
    if (row.terms === undefined || seen.has(row.terms)) continue
    seen.add(row.terms)
    for (const name of Object.keys(row.terms)) used.add(name)
  }
  return termNames.filter((name) => used.has(name))
}

/** The terms of a row; undefined without any. */
export interface ReadTerms {
  readonly terms: CodeTerms | undefined
  readonly problem: string | undefined
}

/**
 * Creates a reader of the terms in the cells of a row. Most rows have the same terms, which are parsed and kept once.
 */
export function createTermReader(
  columns: Columns<TermName>,
  timeZone: string | undefined,
): (cells: readonly string[]) => ReadTerms {
  const used = termNames.filter((name) => columns[name] >= 0)
  const known = new Map<string, ReadTerms>()
  // The time zone is read for the first terms, because it takes 11 ms and 8 MB, and most plans have none.
  const parse = (cells: TermCells): ReadTerms => parseTerms(cells, timeZone ?? readLocalTimeZone())
  return (cells) => {
    const given = used.flatMap((name) => {
      const cell = fromCell(cells[columns[name]] ?? '')
      return cell === '' ? [] : [[name, cell] as const]
    })
    if (given.length === 0) return { terms: undefined, problem: undefined }
    const key = JSON.stringify(given)
    const read = known.get(key) ?? parse(Object.fromEntries(given) as TermCells)
    // An external ID makes the terms of every row distinct.
    if (known.size < maxKnownTerms) known.set(key, read)
    return read
  }
}

const maxKnownTerms = 1000
