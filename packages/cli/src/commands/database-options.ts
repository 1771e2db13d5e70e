import { resolve } from 'node:path'
import { Option } from 'commander'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import type { DatabaseChoice } from '../server/local-server.js'
import type { ReferlyCommand } from './referly-command.js'

interface DatabaseFlags {
  readonly data: string
  readonly databaseUrl?: string
}

/** Adds the options that choose a database. */
export function addDatabaseOptions(command: ReferlyCommand): ReferlyCommand {
  return command
    .addOption(
      new Option('--data <dir>', 'Directory of the embedded database')
        .default('.referly/data')
        .env('REFERLY_DATA_DIR'),
    )
    .addOption(
      new Option('--database-url <url>', 'URL of a PostgreSQL database to use instead').env(
        'DATABASE_URL',
      ),
    )
}

/**
 * Chooses the database from the options. The command line takes precedence over the environment.
 *
 * @throws CliError `INVALID_USAGE` when the command line has both
 */
export function toDatabaseChoice(command: ReferlyCommand, { cwd, env }: Context): DatabaseChoice {
  const flags = command.opts<DatabaseFlags>()
  const isDirectory = command.isGiven('data')
  if (isDirectory && command.isGiven('databaseUrl')) {
    throw new CliError('INVALID_USAGE', 'Pass either --data or --database-url, not both.')
  }
  const databaseUrl = isDirectory ? undefined : flags.databaseUrl || undefined
  if (databaseUrl === undefined) return { dataDir: resolve(cwd, flags.data) }
  return { databaseUrl, prepareVariable: env['REFERLY_PREPARE'] }
}
