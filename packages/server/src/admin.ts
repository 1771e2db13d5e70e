import type { NewAffiliate } from '@referly-kit/types'
import type { Gatekeeper } from './domain/access.js'
import { type ImportResult, importAffiliates } from './domain/affiliate-imports.js'
import { generateApiKey, toKeyHash } from './domain/api-keys.js'
import type { Clock } from './domain/identifiers.js'
import type { Program } from './domain/programs.js'
import type { ApiKeyState, Store } from './domain/store.js'
import { hasUnstorableText } from './domain/unstorable-text.js'
import { ServerError } from './errors.js'

/** An affiliate program to create. */
export interface NewProgram {
  readonly name: string
  /** ISO 4217; sales are in it. Default: `USD`. */
  readonly currency?: string | undefined
  /** Percent for affiliates that are created without a rate, 0 to 100. Default: 0. */
  readonly commissionRate?: number | undefined
  /** Whether tax is taken off a sale before commission. Default: no. */
  readonly deductTax?: boolean | undefined
  /** Whether shipping is taken off a sale before commission. Default: no. */
  readonly deductShipping?: boolean | undefined
}

/** A new API key; it is shown here and never again. */
export interface ApiKey {
  readonly id: string
  /** `rk_live_` and 256 random bits. */
  readonly key: string
}

/** What the owner of the server does and no API key may. */
export interface Admin {
  createProgram(program: NewProgram): Promise<Program>
  listPrograms(): Promise<readonly Program[]>
  /** Throws `PROGRAM_NOT_FOUND`. */
  createApiKey(programId: string): Promise<ApiKey>
  /** Oldest first, revoked ones too; never the keys themselves. Throws `PROGRAM_NOT_FOUND`. */
  listApiKeys(programId: string): Promise<readonly ApiKeyState[]>
  /**
   * Answers whether there is such a key. Holds for the next request in this process, and within `keyCacheMs` in
   * others on the same database.
   */
  revokeApiKey(id: string): Promise<boolean>
  /**
   * Creates the affiliates whose email the program does not have yet, so that it may run again.
   *
   * All or nothing. Throws `PROGRAM_NOT_FOUND`, and `INVALID_INPUT` or `DUPLICATE` with the place in the list.
   */
  importAffiliates(programId: string, affiliates: readonly NewAffiliate[]): Promise<ImportResult>
  /**
   * Removes a program's coupons, codes, affiliates, referrals and sales; the program and its keys stay.
   *
   * Throws `PROGRAM_NOT_FOUND`.
   */
  reset(programId: string): Promise<void>
  /**
   * Writes all programs, keys (as hashes) and records, as they are at one instant, as lines of JSON; the server may go on.
   *
   * The lines are the same for PGlite and PostgreSQL.
   */
  backup(write: (line: string) => Promise<void>): Promise<void>
  /** Reads the lines of a backup, all or nothing. Throws `DATABASE_NOT_EMPTY`, `BACKUP_UNUSABLE`. */
  restore(lines: AsyncIterable<string> | Iterable<string>): Promise<void>
}

/** What the owner's work needs. */
export interface AdminServices {
  readonly store: Store
  readonly gatekeeper: Gatekeeper
  readonly clock: Clock
  readonly createId: () => string
}

/** Creates the owner's side of the server. */
export function createAdmin(services: AdminServices): Admin {
  const { store, gatekeeper, clock, createId } = services
  const { programs } = store
  return {
    async createProgram(input) {
      const program = parseProgram(createId(), input)
      await programs.insert(program, clock().toISOString())
      return program
    },
    listPrograms: () => programs.list(),
    createApiKey: (programId) => createApiKey(services, programId),
    async listApiKeys(programId) {
      await readProgram(store, programId)
      return programs.listKeys(programId)
    },
    async revokeApiKey(id) {
      const isThere = await programs.revokeKey(id, clock().toISOString())
      gatekeeper.forget()
      return isThere
    },
    async importAffiliates(programId, affiliates) {
      const program = await readProgram(store, programId)
      const data = store.forProgram(programId)
      return importAffiliates({ program, data, now: clock(), createId }, affiliates)
    },
    async reset(programId) {
      await readProgram(store, programId)
      await programs.reset(programId)
    },
    backup: (write) => store.backup(write),
    restore: (lines) => store.restore(lines),
  }
}

async function createApiKey(
  { store, clock, createId }: AdminServices,
  programId: string,
): Promise<ApiKey> {
  await readProgram(store, programId)
  const id = createId()
  const key = generateApiKey()
  const createdAt = clock().toISOString()
  await store.programs.insertKey({ id, programId, hash: toKeyHash(key), createdAt })
  return { id, key }
}

async function readProgram(store: Store, id: string): Promise<Program> {
  const program = await store.programs.find(id)
  if (program !== undefined) return program
  const message = `There is no program ${JSON.stringify(id)}: create it first, or see listPrograms.`
  throw new ServerError('PROGRAM_NOT_FOUND', message)
}

function parseProgram(id: string, input: NewProgram): Program {
  const { name, currency = 'USD', commissionRate = 0 } = input
  if (typeof name !== 'string' || name.trim() === '' || hasUnstorableText(name)) {
    throw new ServerError(
      'INVALID_OPTION',
      'name must be text that is not empty and has no U+0000.',
    )
  }
  if (!/^[A-Za-z]{3}$/.test(currency)) {
    throw new ServerError('INVALID_OPTION', 'currency must be an ISO 4217 code such as USD.')
  }
  if (!(commissionRate >= 0 && commissionRate <= 100)) {
    throw new ServerError('INVALID_OPTION', 'commissionRate must be a number from 0 to 100.')
  }
  return {
    id,
    name,
    currency: currency.toUpperCase(),
    commissionRate,
    deductTax: input.deductTax ?? false,
    deductShipping: input.deductShipping ?? false,
  }
}
