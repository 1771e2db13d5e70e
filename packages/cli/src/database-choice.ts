import { resolve } from 'node:path'
import { CliError } from './errors.js'
import type { DatabaseChoice } from './local-server.js'

/** The options of a command that works on a database. */
export interface DatabaseFlags {
  readonly data: string
  readonly databaseUrl?: string
}

/** Where the flags come from. */
export interface FlagSource {
  /** Whether an option stood on the command line, and not in the environment. */
  isFlag(name: string): boolean
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Decides which database is meant: what the command line says counts before what the environment says.
 *
 * @throws CliError `INVALID_USAGE` when it says both
 */
export function toDatabaseChoice(flags: DatabaseFlags, source: FlagSource): DatabaseChoice {
  const isDirectory = source.isFlag('data')
  if (isDirectory && source.isFlag('databaseUrl')) {
    throw new CliError('INVALID_USAGE', 'Give --data or --database-url, not both.')
  }
  const databaseUrl = isDirectory ? undefined : flags.databaseUrl || undefined
  if (databaseUrl === undefined) return { dataDir: resolve(source.cwd, flags.data) }
  return { databaseUrl, ...(source.env['REFERLY_PREPARE'] === '0' ? { prepare: false } : {}) }
}
