import type { NewAffiliate } from '@referly-kit/types'
import { importAffiliates, type ImportResult } from './domain/affiliate-imports.js'
import { createApiKeyRecord } from './domain/api-keys.js'
import type { Authenticator } from './domain/authentication.js'
import type { Clock } from './domain/identifiers.js'
import type { Store } from './domain/ports.js'
import type { Program } from './domain/programs.js'
import type { ApiKeyState } from './domain/records.js'
import type { Sessions } from './domain/sessions.js'
import { ServerError } from './errors.js'
import {
  changeProgram,
  parseNewProgram,
  type NewProgram,
  type ProgramSettings,
} from './program-settings.js'

/** A new API key. It cannot be read again. */
export interface ApiKey {
  readonly id: string
  /** `rk_live_` followed by 256 random bits. */
  readonly key: string
}

/** Administration of the server, which needs more than an API key. */
export interface Admin {
  createProgram(program: NewProgram): Promise<Program>
  /**
   * Changes the settings of a program. Other processes on the same database use them within `keyCacheMs`.
   *
   * Throws `PROGRAM_NOT_FOUND`, and `INVALID_OPTION`, including for another currency once the
   * program has sales.
   */
  updateProgram(programId: string, settings: ProgramSettings): Promise<Program>
  listPrograms(): Promise<readonly Program[]>
  /** Creates an API key. Throws `PROGRAM_NOT_FOUND`. */
  createApiKey(programId: string): Promise<ApiKey>
  /**
   * Lists API keys and sessions of the console, oldest first, including revoked ones, without the secrets themselves.
   * Throws `PROGRAM_NOT_FOUND`.
   */
  listApiKeys(programId: string): Promise<readonly ApiKeyState[]>
  /**
   * Creates the address of the console, relative to the server's origin, that signs in once within an hour:
   * `/#/sign-in/...`. Throws `PROGRAM_NOT_FOUND`.
   */
  createSignInLink(programId: string): Promise<string>
  /**
   * Revokes a session, or an API key with the sessions that it started. Returns false when no such key exists.
   *
   * This process refuses the key from the next request on; others on the same database do within `keyCacheMs`.
   */
  revokeApiKey(id: string): Promise<boolean>
  /**
   * Creates the affiliates whose email does not exist in the program yet, all or none. It can be repeated.
   *
   * Throws `PROGRAM_NOT_FOUND`, and `INVALID_INPUT` or `DUPLICATE` with the position in the list.
   */
  importAffiliates(programId: string, affiliates: readonly NewAffiliate[]): Promise<ImportResult>
  /**
   * Removes a program's coupons, codes, affiliates, referrals, and sales, but not the program and its keys.
   *
   * Throws `PROGRAM_NOT_FOUND`.
   */
  reset(programId: string): Promise<void>
  /**
   * Writes a snapshot of all programs, keys (as hashes), and records as lines of JSON. The server can keep running.
   *
   * PGlite and PostgreSQL produce the same lines. Returns the number of rows.
   */
  backup(write: (line: string) => Promise<void>): Promise<number>
  /**
   * Reads a backup, all of it or nothing, and returns the number of rows.
   *
   * Throws `DATABASE_NOT_EMPTY`, `BACKUP_UNUSABLE`.
   */
  restore(lines: AsyncIterable<string> | Iterable<string>): Promise<number>
}

/** Services that administration needs. */
export interface AdminServices {
  readonly store: Store
  readonly sessions: Sessions
  readonly authenticator: Authenticator
  readonly clock: Clock
  readonly createId: () => string
}

/** Creates the administration of a server. */
export function createAdmin(services: AdminServices): Admin {
  const { store, authenticator, clock, createId } = services
  const { programs } = store
  return {
    async createProgram(input) {
      const program = parseNewProgram(createId(), input)
      await programs.insert(program, clock().toISOString())
      return program
    },
    async updateProgram(programId, settings) {
      const program = await programs.change(programId, (current, hasSales) =>
        changeProgram(current, settings, hasSales),
      )
      authenticator.forget()
      return program ?? readProgram(store, programId)
    },
    listPrograms: () => programs.list(),
    createApiKey: (programId) => createApiKey(services, programId),
    async listApiKeys(programId) {
      await readProgram(store, programId)
      return programs.listKeys(programId)
    },
    createSignInLink: (programId) => createSignInLink(services, programId),
    revokeApiKey: (id) => revokeApiKey(services, id),
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
  const { key, record } = createApiKeyRecord({ createId, now: clock() }, programId, null)
  await store.programs.insertKey(record)
  return { id: record.id, key }
}

async function revokeApiKey(
  { store, authenticator, clock }: AdminServices,
  id: string,
): Promise<boolean> {
  const isRevoked = await store.programs.revokeKey(id, clock().toISOString())
  authenticator.forget()
  return isRevoked
}

async function createSignInLink(
  { store, sessions }: AdminServices,
  programId: string,
): Promise<string> {
  await readProgram(store, programId)
  return `/#/sign-in/${await sessions.createLink(programId)}`
}

async function readProgram(store: Store, id: string): Promise<Program> {
  const program = await store.programs.find(id)
  if (program !== undefined) return program
  const message = `No program with id ${JSON.stringify(id)}. Create one, or call listPrograms for the existing ones.`
  throw new ServerError('PROGRAM_NOT_FOUND', message)
}
