import {
  parseKeys,
  takenColumns,
  type Column,
  type ColumnMap,
  type FoundKeys,
} from '@referly-kit/csv'
import { parseCsvFile } from './read-csv-file.js'

/** A file of keys, and the column that the user named, if any. */
export interface KeyFile {
  /** As the user wrote it. */
  readonly path: string
  /** Undefined for a command without `--column`. */
  readonly columns?: ColumnMap | undefined
}

/**
 * Reads codes from a file: one per line, or the column of codes in a CSV file.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`, `INVALID_USAGE`
 */
export async function readTakenCodes(file: KeyFile, cwd: string): Promise<readonly string[]> {
  return (await readKeys(file, [takenColumns.code], cwd)).keys
}

/**
 * Reads keys from a file: one per line, or the first of several columns that a CSV file has.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`, `INVALID_USAGE`
 */
export function readKeys(
  { path, columns }: KeyFile,
  candidates: readonly Column[],
  cwd: string,
): Promise<FoundKeys> {
  return parseCsvFile(path, (bytes) => parseKeys(bytes, candidates, columns), cwd)
}
