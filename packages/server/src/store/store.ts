import type { ProgramData, Store } from '../domain/store.js'
import { ServerError } from '../errors.js'
import { createAffiliateStore } from './affiliates.js'
import { restoreBackup, writeBackup } from './backup.js'
import { createCodeBatches } from './code-batches.js'
import { createCouponStore } from './coupons.js'
import type { Database } from './database.js'
import { assertMigrated, migrate } from './migrate.js'
import { createOwners } from './owners.js'
import { openPglite } from './pglite.js'
import { openPostgres } from './postgres.js'
import { createProgramStore } from './programs.js'
import { type CodeServices, createPromotionalCodeStore } from './promotional-codes.js'
import { createReferralStore } from './referrals.js'
import { createSaleStore } from './sales.js'
import type { TenantSession } from './tenant.js'
import { type ProgramTurns, createProgramTurns } from './turns.js'

/** Where the data is kept; in memory when neither is given. */
export interface StoreOptions {
  /** A directory for PGlite; one process at a time. */
  readonly dataDir?: string | undefined
  /** A PostgreSQL server, 15 or later. */
  readonly databaseUrl?: string | undefined
  /** Whether statements are prepared by name on PostgreSQL. Default: yes; pgbouncer in transaction mode needs `false`. */
  readonly prepare?: boolean | undefined
}

/** Opens the database and brings its schema up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, databaseUrl, prepare = true } = options
  if (dataDir !== undefined && databaseUrl !== undefined) {
    throw new ServerError('INVALID_OPTION', 'Give dataDir or databaseUrl, not both.')
  }
  const database =
    databaseUrl === undefined
      ? await openPglite(dataDir)
      : await openPostgres({ databaseUrl, prepare })
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return createStore(database)
}

/** Creates the store over an open database whose schema is up to date. */
export function createStore(database: Database): Store {
  const owners = createOwners()
  const programs = createProgramStore(database)
  const services = {
    database,
    owners,
    batches: createCodeBatches(database),
    turns: createProgramTurns(),
  }
  return {
    programs: {
      ...programs,
      async reset(programId) {
        await programs.reset(programId)
        owners.forget()
      },
    },
    forProgram: (programId) => createProgramData(services, { session: database, programId }),
    backup: (write) => writeBackup(database, write),
    restore: (lines) => restoreBackup(database, lines),
    assertReady: () => assertMigrated(database),
    close: () => database.close(),
  }
}

interface StoreServices extends CodeServices {
  readonly database: Database
  readonly turns: ProgramTurns
}

function createProgramData(services: StoreServices, tenant: TenantSession): ProgramData {
  const { programId } = tenant
  const { database, owners, turns } = services
  return {
    affiliates: createAffiliateStore(tenant, owners),
    coupons: createCouponStore(tenant, owners),
    promotionalCodes: createPromotionalCodeStore(tenant, services),
    referrals: createReferralStore(tenant),
    sales: createSaleStore(tenant),
    transaction: (work) =>
      turns.alone(programId, () =>
        database.transaction((session) =>
          work(createProgramData(services, { session, programId })),
        ),
      ),
  }
}
