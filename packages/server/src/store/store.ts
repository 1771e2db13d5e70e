import type { Clock } from '../domain/identifiers.js'
import type { ProgramData, ProgramWork, SaleRequest, Store } from '../domain/ports.js'
import { recordSales } from '../domain/record-sales.js'
import type { SaleRecord } from '../domain/records.js'
import type { StoreOptions } from '../settings.js'
import type { DeliveryQueue } from '../webhooks/queue.js'
import { createAffiliateStore } from './affiliate-store.js'
import { restoreBackup, writeBackup } from './backup.js'
import { createBatcher, type Batcher } from './batcher.js'
import { createCodeBatches } from './code-batches.js'
import { createCouponStore, type CouponServices } from './coupon-store.js'
import type { Database } from './database.js'
import { createDeletedCoupons } from './deleted-coupons.js'
import { createEmbeddedRecords } from './embedded-records.js'
import { createLedgerStore } from './ledger.js'
import { createLinkStore } from './link-store.js'
import { assertMigrated, migrate } from './migrate.js'
import { createProgramMutex, type ProgramMutex } from './mutex.js'
import { createPayoutStore } from './payout-store.js'
import { openPglite } from './pglite/pglite.js'
import { openPostgres } from './postgres.js'
import { createPriorities, type Priorities } from './priorities.js'
import { createProgramStore } from './program-store.js'
import { createPromotionalCodeStore, type CodeServices } from './promotional-code-store.js'
import { createReferralStore } from './referral-store.js'
import { createRefundStore } from './refund-store.js'
import { createReportStore } from './reports.js'
import { createReservationStore } from './reservation-store.js'
import { createReservationSweep } from './reservation-sweep.js'
import { createSaleStore } from './sale-store.js'
import { createSearchStore } from './search/search-store.js'
import type { TenantSession } from './tenant.js'
import { freeAllClaims } from './webhook-backlog.js'
import { createDeliveryQueue } from './webhook-delivery-queue.js'
import { createEndpointStore } from './webhook-endpoints.js'
import { addEvents } from './webhook-events.js'
import { createFanOut, type FanOut } from './webhook-fan-out.js'
import { createListenerStore } from './webhook-listener-store.js'
import { createDeliveryLog } from './webhook-log.js'
import { createWebhookSignal, type WebhookSignal } from './webhook-signal.js'

/** Opens the database and brings its schema up to date. */
export async function openStore(options: StoreOptions, clock?: Clock): Promise<Store> {
  const database = await openDatabase(options)
  try {
    await migrate(database)
    if (options.databaseUrl === undefined) await freeAllClaims(database)
    const store = createStore(database, clock)
    await store.resume()
    return store
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens the database and leaves its schema unchanged. */
export function openDatabase(options: StoreOptions): Promise<Database> {
  const { dataDir, cacheMb, databaseUrl, prepare = true } = options
  if (databaseUrl !== undefined) return openPostgres({ databaseUrl, prepare })
  return openPglite(dataDir, cacheMb)
}

// Minimum shares of a busy database's time. Together with the events that requests write, they take less than a tenth.
const fanOutShare = 0.01
const sendingShare = 0.015
const upkeepShare = 0.005

function createQueue(createBackground: Priorities['createBackground']): DeliveryQueue {
  const { patient: upkeep } = createBackground(upkeepShare)
  return createDeliveryQueue({ sending: createBackground(sendingShare), upkeep })
}

/** Creates the store on an open database whose schema is up to date. */
export function createStore(opened: Database, clock: Clock = (): Date => new Date()): Store {
  const { requests: database, createBackground } = createPriorities(opened)
  const signal = createWebhookSignal()
  const fanOut = createFanOut(createBackground(fanOutShare).patient, {
    clock,
    onFannedOut: signal.send,
  })
  const toTenant = (programId: string): TenantSession => ({
    session: database,
    programId,
    clock,
    onEvent: () => fanOut.wake(programId),
  })
  const deletedCoupons = createDeletedCoupons(database, toTenant)
  const services: StoreServices = {
    database,
    clock,
    deletedCoupons,
    embedded: createEmbeddedRecords(clock),
    batches: createCodeBatches(toTenant),
    mutex: createProgramMutex(),
    signal,
    fanOut,
    sales: createBatcher((programId, requests) => recordSales(toData(programId), requests)),
  }
  const toData = (programId: string): ProgramData =>
    createProgramData(services, toTenant(programId))
  return {
    programs: createProgramStore(database),
    deliveryQueue: createQueue(createBackground),
    forProgram: toData,
    backup: (write, programId) => writeBackup(database, write, programId),
    restore: (lines) => restoreBackup(database, lines),
    assertReady: () => assertMigrated(database),
    stopWaiting: () => signal.stop(),
    onDeliveries: signal.onSend,
    countConnections: database.countConnections?.bind(database),
    ...createLifecycle(services),
  }
}

/** Creates the calls that start and stop background work. */
function createLifecycle({
  database,
  clock,
  deletedCoupons,
  fanOut,
}: StoreServices): Pick<Store, 'resume' | 'close'> {
  const sweep = createReservationSweep(database, clock)
  return {
    async resume() {
      await deletedCoupons.resume()
      sweep.start()
      fanOut.start()
    },
    async close() {
      await deletedCoupons.close()
      await sweep.close()
      await fanOut.close()
      await database.close()
    },
  }
}

interface StoreServices extends CodeServices, CouponServices {
  readonly clock: Clock
  readonly database: Database
  readonly mutex: ProgramMutex
  readonly sales: Batcher<SaleRequest, SaleRecord>
  readonly signal: WebhookSignal
  readonly fanOut: FanOut
}

function createProgramData(services: StoreServices, tenant: TenantSession): ProgramData {
  const { programId } = tenant
  const { embedded } = services
  return {
    affiliates: createAffiliateStore(tenant, embedded),
    links: createLinkStore(tenant),
    coupons: createCouponStore(tenant, services),
    promotionalCodes: createPromotionalCodeStore(tenant, services),
    referrals: createReferralStore(tenant),
    sales: createSaleStore(tenant),
    ledger: createLedgerStore(tenant),
    reports: createReportStore(tenant, services.database),
    reservations: createReservationStore(tenant),
    payouts: createPayoutStore(tenant),
    refunds: createRefundStore(tenant),
    search: createSearchStore(tenant, services.database),
    webhooks: {
      add: (event, ids) => addEvents(tenant, event, ids),
      endpoints: createEndpointStore(tenant),
      deliveries: createDeliveryLog(tenant),
      listeners: createListenerStore(tenant, services.signal.wait),
    },
    transaction: (work) => runTransaction(services, programId, work),
    recordSale: (request) => services.sales.add(programId, request),
  }
}

function runTransaction<T>(
  services: StoreServices,
  programId: string,
  work: ProgramWork<T>,
): Promise<T> {
  const { clock, database, fanOut, mutex } = services
  return mutex.runExclusive(programId, async () => {
    let hasEvents = false
    const onEvent = (): void => void (hasEvents = true)
    const result = await database.transaction((session, commitWith) =>
      work(
        createProgramData(services, { session, programId, clock, isTransaction: true, onEvent }),
        commitWith,
      ),
    )
    if (hasEvents) fanOut.wake(programId)
    return result
  })
}
