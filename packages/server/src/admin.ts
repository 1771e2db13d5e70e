import { generateApiKey, toKeyHash } from './domain/api-keys.js'
import type { Clock } from './domain/identifiers.js'
import type { Program } from './domain/programs.js'
import type { Store } from './domain/store.js'
import { ServerError } from './errors.js'

/** An affiliate programme to create. */
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
  /** Holds for the next request; answers whether there is such a key. */
  revokeApiKey(id: string): Promise<boolean>
}

/** What the owner's work needs. */
export interface AdminServices {
  readonly store: Store
  readonly clock: Clock
  readonly createId: () => string
}

/** Makes the owner's side of the server. */
export function createAdmin({ store, clock, createId }: AdminServices): Admin {
  return {
    async createProgram(input) {
      const program = parseProgram(createId(), input)
      await store.programs.insert(program, clock().toISOString())
      return program
    },
    listPrograms: () => store.programs.list(),
    async createApiKey(programId) {
      if ((await store.programs.find(programId)) === undefined) {
        const message = `There is no programme ${JSON.stringify(programId)}: create it first, or see listPrograms.`
        throw new ServerError('PROGRAM_NOT_FOUND', message)
      }
      const id = createId()
      const key = generateApiKey()
      const createdAt = clock().toISOString()
      await store.programs.insertKey({ id, programId, hash: toKeyHash(key), createdAt })
      return { id, key }
    },
    revokeApiKey: (id) => store.programs.revokeKey(id, clock().toISOString()),
  }
}

function parseProgram(id: string, input: NewProgram): Program {
  const { name, currency = 'USD', commissionRate = 0 } = input
  if (typeof name !== 'string' || name.trim() === '') {
    throw new ServerError('INVALID_OPTION', 'name must be text that is not empty.')
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
