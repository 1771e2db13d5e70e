import type { ProgramData, Store } from '../domain/store.js'
import { ServerError } from '../errors.js'
import { createAffiliateStore } from './affiliates.js'
import { createCouponStore } from './coupons.js'
import type { Database } from './database.js'
import { assertMigrated, migrate } from './migrate.js'
import { openPglite } from './pglite.js'
import { openPostgres } from './postgres.js'
import { createProgramStore } from './programs.js'
import { createPromotionalCodeStore } from './promotional-codes.js'
import { createReferralStore } from './referrals.js'
import { createSaleStore } from './sales.js'
import type { TenantSession } from './tenant.js'

/** Where the data is kept; in memory when neither is given. */
export interface StoreOptions {
  /** A directory for PGlite; one process at a time. */
  readonly dataDir?: string | undefined
  /** A PostgreSQL server, 15 or later. */
  readonly databaseUrl?: string | undefined
}

/** Opens the database and brings its schema up to date. */
export async function openStore({ dataDir, databaseUrl }: StoreOptions): Promise<Store> {
  if (dataDir !== undefined && databaseUrl !== undefined) {
    throw new ServerError('INVALID_OPTION', 'Give dataDir or databaseUrl, not both.')
  }
  const database =
    databaseUrl === undefined ? await openPglite(dataDir) : await openPostgres(databaseUrl)
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  return createStore(database)
}

function createStore(database: Database): Store {
  return {
    programs: createProgramStore(database),
    forProgram: (programId) => createProgramData(database, { session: database, programId }),
    assertReady: () => assertMigrated(database),
    close: () => database.close(),
  }
}

function createProgramData(database: Database, tenant: TenantSession): ProgramData {
  const { programId } = tenant
  return {
    affiliates: createAffiliateStore(tenant),
    coupons: createCouponStore(tenant),
    promotionalCodes: createPromotionalCodeStore(tenant),
    referrals: createReferralStore(tenant),
    sales: createSaleStore(tenant),
    transaction: (work) =>
      database.transaction((session) => work(createProgramData(database, { session, programId }))),
  }
}
