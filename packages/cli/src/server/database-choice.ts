import { resolve } from 'node:path'
import { CliError } from '../errors.js'
import type { DatabaseChoice } from './local-server.js'

/** The options of a command that works on a database. */
export interface DatabaseFlags {
  readonly data: string
  readonly databaseUrl?: string
}

/** The origin of the flags. */
export interface FlagSource {
  /** Returns whether an option was given on the command line, and not in the environment. */
  isFlag(name: string): boolean
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Chooses the database. The command line takes precedence over the environment.
 *
 * @throws CliError `INVALID_USAGE` when the command line has both
 */
export function toDatabaseChoice(flags: DatabaseFlags, source: FlagSource): DatabaseChoice {
  const isDirectory = source.isFlag('data')
  if (isDirectory && source.isFlag('databaseUrl')) {
    throw new CliError('INVALID_USAGE', 'Pass either --data or --database-url, not both.')
  }
  const databaseUrl = isDirectory ? undefined : flags.databaseUrl || undefined
  if (databaseUrl === undefined) return { dataDir: resolve(source.cwd, flags.data) }
  return { databaseUrl, prepareVariable: source.env['REFERLY_PREPARE'] }
}
