import type { Admin, ApiKeyState, NewProgram, Program } from '@referly-kit/server'
import type { Context } from '../context.js'
import { parseAffiliates } from '../csv/affiliates.js'
import { parseFile } from '../csv/read-csv-file.js'
import { CliError } from '../errors.js'
import { type DatabaseChoice, useAdmin, useNewAdmin } from '../local-server.js'
import { type TableColumn, toTable } from '../terminal/table.js'

/** The database that a command works on, and how it is to say what it did. */
export interface DatabaseTarget {
  readonly database: DatabaseChoice
  /** As one JSON document. */
  readonly json: boolean
}

/** The program that a command is about: the only one when none is named. */
export interface ProgramTarget extends DatabaseTarget {
  readonly programId?: string | undefined
}

/** Creates a program and prints its id. */
export async function createProgram(
  { database, json }: DatabaseTarget,
  input: NewProgram,
  { output }: Context,
): Promise<void> {
  const program = await useNewAdmin(database, (admin) => admin.createProgram(input))
  if (json) output.json(program)
  else output.data(program.id)
  output.note(`Created the program "${program.name}" in ${program.currency}.`)
}

const programColumns: readonly TableColumn<Program>[] = [
  { title: 'Id', cell: ({ id }) => id },
  { title: 'Name', cell: ({ name }) => name },
  { title: 'Currency', cell: ({ currency }) => currency },
  { title: 'Commission', align: 'right', cell: ({ commissionRate }) => `${commissionRate} %` },
  { title: 'Less', cell: (program) => toDeductions(program) },
]

/** Prints all programs. */
export async function listPrograms(
  { database, json }: DatabaseTarget,
  { output }: Context,
): Promise<void> {
  const programs = await useAdmin(database, (admin) => admin.listPrograms())
  if (json) return output.json(programs)
  for (const line of toTable(programColumns, programs)) output.data(line)
}

function toDeductions({ deductTax, deductShipping }: Program): string {
  const parts = [...(deductTax ? ['tax'] : []), ...(deductShipping ? ['shipping'] : [])]
  return parts.length === 0 ? '-' : parts.join(', ')
}

/** Creates an API key and prints it, as an environment variable. */
export async function createKey(target: ProgramTarget, { output }: Context): Promise<void> {
  await useProgram(target, async (admin, { id, name }) => {
    const key = await admin.createApiKey(id)
    if (target.json) output.json({ ...key, programId: id })
    else output.data(`REFERLY_API_KEY=${key.key}`)
    output.note(`Its id is ${key.id}, its program "${name}". It is shown this once; keep it.`)
  })
}

const keyColumns: readonly TableColumn<ApiKeyState>[] = [
  { title: 'Id', cell: ({ id }) => id },
  { title: 'Created', cell: ({ createdAt }) => createdAt },
  { title: 'Revoked', cell: ({ revokedAt }) => revokedAt ?? '-' },
]

/** Prints the keys of a program, without themselves. */
export async function listKeys(target: ProgramTarget, { output }: Context): Promise<void> {
  const keys = await useProgram(target, (admin, { id }) => admin.listApiKeys(id))
  if (target.json) return output.json(keys)
  for (const line of toTable(keyColumns, keys)) output.data(line)
}

/**
 * Revokes an API key by its id.
 *
 * @throws CliError `INVALID_USAGE` when there is none
 */
export async function revokeKey(
  { database, json }: DatabaseTarget,
  keyId: string,
  { output }: Context,
): Promise<void> {
  if (!(await useAdmin(database, (admin) => admin.revokeApiKey(keyId)))) {
    // What was given may be a key itself, which must not be printed.
    throw new CliError('INVALID_USAGE', 'There is no key with this id; "admin keys list" has them.')
  }
  if (json) output.json({ revoked: keyId })
  output.note(`Revoked ${keyId}; running servers follow within 30 seconds.`)
}

/**
 * Creates the affiliates of a CSV file whose email is not there yet.
 *
 * @throws CliError `UNREADABLE_FILE`, `INVALID_CSV`; nothing is created then
 */
export async function importAffiliates(
  target: ProgramTarget,
  csv: string,
  context: Context,
): Promise<void> {
  const { output } = context
  const affiliates = await readAffiliates(csv, context)
  const { created, existing } = await useProgram(target, (admin, { id }) =>
    admin.importAffiliates(id, affiliates),
  )
  if (target.json) output.json({ created, existing })
  output.note(`Created ${created} affiliates; ${existing} were there already.`)
}

type AffiliateList = Parameters<Admin['importAffiliates']>[1]

async function readAffiliates(csv: string, { cwd, output }: Context): Promise<AffiliateList> {
  const { affiliates, problems } = await parseFile(csv, parseAffiliates, cwd)
  for (const { line, message } of problems) output.note(`${csv}, line ${line}: ${message}`)
  if (problems.length > 0) {
    const message = `${csv}: ${problems.length} rows cannot be used; correct and run again.`
    throw new CliError('INVALID_CSV', message)
  }
  return affiliates.map(({ firstName, lastName, email }) => ({ firstName, lastName, email }))
}

/** A reset, and whether the user has confirmed it. */
export interface ResetTarget extends ProgramTarget {
  readonly isSure: boolean
}

/**
 * Removes all records of a program.
 *
 * @throws CliError `INVALID_USAGE` without confirmation
 */
export async function reset(target: ResetTarget, { output }: Context): Promise<void> {
  await useProgram(target, async (admin, { id, name }) => {
    if (!target.isSure) {
      const what = `all coupons, codes, affiliates, referrals and sales of "${name}" (${id})`
      throw new CliError('INVALID_USAGE', `This removes ${what}; add --yes to do it.`)
    }
    await admin.reset(id)
    if (target.json) output.json({ reset: id })
    output.note(`Removed all records of "${name}"; the program and its keys stay.`)
  })
}

function useProgram<Result>(
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
  const message =
    only === undefined
      ? 'There is no program yet; "admin programs create NAME" makes one.'
      : `Name one of the ${programs.length} programs with --program; "admin programs list" has them.`
  throw new CliError('INVALID_USAGE', message)
}
