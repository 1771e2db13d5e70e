import type { Admin, Program } from '@referly-kit/server'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { useAdmin, type DatabaseChoice } from '../../server/local-server.js'
import { addDatabaseOptions, toDatabaseChoice } from '../database-options.js'
import { addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** The database that a command works on. */
export interface DatabaseTarget {
  readonly database: DatabaseChoice
  /** True to print the result as JSON. */
  readonly json: boolean
}

/** The program that a command works on: the only one, unless an ID is given. */
export interface ProgramTarget extends DatabaseTarget {
  readonly programId?: string | undefined
}

/** Adds the options that choose a database, and `--json`. */
export function addTargetOptions(command: ReferlyCommand): ReferlyCommand {
  return addDatabaseOptions(addJsonOption(command))
}

/** Adds `--program` and the options that choose a database. */
export function addProgramOptions(command: ReferlyCommand): ReferlyCommand {
  return addTargetOptions(command).option(
    '--program <id>',
    'ID of the program; optional if there is only one',
  )
}

/** Reads the target of a command from its options. */
export function toTarget(command: ReferlyCommand, context: Context): ProgramTarget {
  const { program, json } = command.opts<{ program?: string; json?: boolean }>()
  const database = toDatabaseChoice(command, context)
  return { database, programId: program, json: json === true }
}

/**
 * Opens the database of a program and passes the program to `use`.
 *
 * @throws CliError `INVALID_USAGE` when it is unclear which program is meant
 */
export function useProgram<Result>(
  { database, programId }: ProgramTarget,
  use: (admin: Admin, program: Program) => Promise<Result>,
): Promise<Result> {
  return useAdmin(database, async (admin) => {
    const programs = await admin.listPrograms()
    return use(admin, findProgram(programs, programId))
  })
}

function findProgram(programs: readonly Program[], programId: string | undefined): Program {
  const [only, second] = programs
  if (programId === undefined && only !== undefined && second === undefined) return only
  const named = programs.find(({ id }) => id === programId)
  if (named !== undefined) return named
  if (only === undefined) {
    throw new CliError(
      'INVALID_USAGE',
      'No programs yet. Create one with: referly admin programs create NAME',
    )
  }
  const list = 'To list the programs: referly admin programs list'
  throw new CliError(
    'INVALID_USAGE',
    programId === undefined
      ? `There are ${programs.length} programs. Choose one with --program. ${list}`
      : `No program with the ID ${programId}. ${list}`,
  )
}
