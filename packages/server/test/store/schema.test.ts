import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProgramData, Store } from '../../src/domain/ports.js'
import type { ReferralRecord, StoredCode } from '../../src/domain/records.js'
import type { Database, Queryable } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { migrations } from '../../src/store/migrations.js'
import { openPglite } from '../../src/store/pglite/pglite.js'
import { createStore } from '../../src/store/store.js'
import {
  createId,
  createSeed,
  readPieces,
  toNewCode,
  toReferral,
  toSale,
  type Seed,
} from './records.js'
import { toReservation } from './uses.js'

let database: Database

beforeAll(async () => {
  database = await openPglite()
  await migrate(database)
})

afterAll(() => database.close())

function createRecorder(texts: Set<string>): Database {
  const record = (session: Queryable): Queryable => ({
    query(text, values) {
      texts.add(text)
      return session.query(text, values)
    },
  })
  return {
    ...record(database),
    transaction: (work) =>
      database.transaction((session, commitWith) => work(record(session), commitWith)),
    queryWith(settings, query) {
      texts.add(query.text)
      return database.queryWith(settings, query)
    },
    isolate: (work) => database.isolate((session) => work(record(session))),
    close: async () => {},
  }
}

async function drain(pages: AsyncIterable<unknown>): Promise<void> {
  const iterator = pages[Symbol.asyncIterator]()
  while ((await iterator.next()).done !== true) continue
}

async function useEverything(store: Store): Promise<void> {
  const seed = await createSeed(store)
  const { programId, coupon, affiliate } = seed
  const data = store.forProgram(programId)
  const program = await store.programs.find(programId)
  if (program === undefined) throw new Error('no program')
  const at = coupon.createdAt
  const names = { label: null, prefix: null, startedBy: null }
  const key = { ...names, programId, id: createId(), kind: 'key', createdAt: at } as const
  await store.programs.insertKey({ ...key, hash: 'h', expiresAt: null })
  await store.programs.deleteExpired(programId, at)
  await store.programs.touchKey({ keyId: key.id, program }, at)
  await store.programs.findKey(programId, key.id)
  await store.programs.listKeys(programId)
  const active = { is: true, at }
  await store.programs.listKeys(programId, { kind: 'key', active, after: key.id, limit: 1 })
  await store.backup(async () => {}, programId)
  // One alone, several at once, and one that already exists.
  const codes = Array.from({ length: 4 }, () => toNewCode(seed, { externalId: createId() }))
  const [first] = codes
  if (first === undefined) throw new Error('no code')
  await data.promotionalCodes.insert(first)
  const again = await Promise.allSettled(codes.map((code) => data.promotionalCodes.insert(code)))
  expect(again.map(({ status }) => status)).toContain('rejected')
  await Promise.all(codes.map(({ code }) => data.promotionalCodes.find(code.code)))
  const filters = [{}, { id: first.code.id }, { externalId: 'x' }, { couponId: coupon.id }]
  for (const filter of [
    ...filters,
    { affiliateEmail: affiliate.email },
    { affiliateId: affiliate.id },
  ]) {
    await readPieces(data.promotionalCodes.list(filter))
  }
  await data.promotionalCodes.listTaken(['x'])
  await data.promotionalCodes.listTakenByStem('x')
  await readPieces(data.coupons.list({}))
  await data.affiliates.find({ email: 'x' })
  await drain(data.affiliates.list({}))
  const referral = toReferral(seed)
  await data.referrals.insert(referral)
  await data.referrals.find({ email: referral.email })
  await drain(data.referrals.list({ affiliateEmail: affiliate.email }))
  const stored = await data.promotionalCodes.find(first.code.code)
  if (stored === undefined) throw new Error('no code')
  await data.transaction(async (inside) => {
    await inside.promotionalCodes.redeem(stored)
    const id = await inside.sales.takeNumbers(1)
    await inside.sales.insertAll([toSale(seed, { id, externalId: 's', referralId: referral.id })])
    const redeemed = { codeId: stored.code.id, couponId: coupon.id }
    await inside.promotionalCodes.lockCounts([redeemed])
    await inside.promotionalCodes.addRedemptions([redeemed])
  })
  await useReservations(data, seed, stored)
  await useChanges(data, seed, { code: first.code.id, referral })
  await data.sales.findByKeys([{ externalId: 's', externalInvoiceId: 'i' }])
  const customer = { referralId: referral.id, email: referral.email }
  await data.sales.readHistories([{ ...customer, codeId: first.code.id, countOrders: true }])
  await data.promotionalCodes.findAll([first.code.code])
  await data.referrals.findAll({ ids: [referral.id], emails: [referral.email] })
  await data.affiliates.findAll([affiliate.id])
  await drain(data.sales.list({}))
  await store.programs.reset(programId)
}

async function useReservations(data: ProgramData, seed: Seed, code: StoredCode): Promise<void> {
  const now = (): number => Date.parse(seed.coupon.createdAt)
  const [kept, sold] = [
    toReservation({ seed, now }, code, 1),
    toReservation({ seed, now }, code, 1),
  ]
  for (const reservation of [kept, sold]) {
    await data.transaction(async (inside) => {
      await inside.reservations.hold(code)
      await inside.reservations.insert(reservation)
    })
  }
  await data.reservations.find(kept.id)
  await data.reservations.findByKey(kept.idempotencyKey)
  await data.reservations.readHeld(code)
  await data.transaction(async (inside) => {
    await inside.reservations.lockAll([sold.id])
    await inside.reservations.redeemAll([{ reservationId: sold.id, saleId: 1 }])
    await inside.reservations.release(kept.id)
    await inside.reservations.lockHeld({ couponId: seed.coupon.id })
    await inside.reservations.lockHeld({ codeId: code.code.id })
  })
}

async function useChanges(
  data: ProgramData,
  { coupon, affiliate }: Seed,
  made: { readonly code: string; readonly referral: ReferralRecord },
): Promise<void> {
  const now = coupon.createdAt
  await data.transaction(async (inside) => {
    await inside.coupons.lock(coupon.id)
    await inside.coupons.update(coupon)
    const code = await inside.promotionalCodes.lock(made.code)
    if (code === undefined) throw new Error('no code')
    await inside.promotionalCodes.update(code)
    await inside.promotionalCodes.giveBack(made.code, coupon.id)
    const sale = await inside.sales.lock(1)
    if (sale === undefined) throw new Error('no sale')
    await inside.sales.update(sale)
    await inside.referrals.lock(made.referral.id)
    await inside.referrals.update(made.referral)
  })
  const linkId = createId()
  const link = { id: linkId, affiliateId: affiliate.id, link: 'x', createdAt: now, field: 'x' }
  await data.links.insert(link)
  await data.links.rename(linkId, 'y', now)
  await drain(data.links.list({ affiliateEmail: affiliate.email }))
  await data.promotionalCodes.delete(made.code)
  await data.transaction(async (inside) => {
    await inside.affiliates.lock(affiliate.id)
    await inside.affiliates.update(affiliate.id, affiliate)
    await inside.links.delete(linkId, affiliate.id)
    await inside.affiliates.delete(affiliate.id, now)
  })
  await data.referrals.delete(made.referral.id)
  await data.sales.delete(1)
  await data.coupons.delete(coupon.id, now)
}

describe('the schema can be sharded by program', () => {
  it('since every statement of a request names one program', async () => {
    const texts = new Set<string>()
    await useEverything(createStore(createRecorder(texts)))
    const tables =
      /\b(?:sale_counters|api_keys|affiliates|affiliate_links|coupons|promotional_codes|referrals|sales|ledger_entries|refunds|payouts|payout_items)\b/
    const relevant = [...texts].filter((text) => tables.test(text))
    expect(relevant.length).toBeGreaterThan(35)
    const names = /program_id = \$\d|INSERT INTO \w+ \(program_id, /
    expect(relevant.filter((text) => !names.test(text))).toEqual([])
  })

  it('since PostgreSQL can partition every table by hash of program_id', async () => {
    const texts = migrations.flatMap(({ statements }) => statements)
    const creates = texts.filter((text) => /^CREATE TABLE (?!schema_)/.test(text))
    await database.transaction(async (session) => {
      await session.query('CREATE SCHEMA spread')
      await session.query('SET LOCAL search_path = spread')
      for (const text of texts) {
        const isTable = creates.includes(text)
        await session.query(isTable ? `${text} PARTITION BY HASH (program_id)` : text)
      }
      const [count] = await session.query<{ tables: string }>(
        `SELECT count(*) AS tables FROM pg_partitioned_table`,
      )
      expect(Number(count?.tables)).toBe(creates.length)
    })
  })

  it('while a unique key without program_id would prevent that', async () => {
    const text = 'CREATE TABLE x (program_id uuid, code text UNIQUE) PARTITION BY HASH (program_id)'
    await expect(database.query(text)).rejects.toThrow('must include all partitioning columns')
  })

  it('since program_id leads every primary key, unique key, index, and foreign key', async () => {
    const keys = await database.query<{ name: string; definition: string }>(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
        WHERE contype IN ('p', 'u', 'f') AND connamespace = 'public'::regnamespace
          AND conrelid::regclass::text NOT LIKE 'schema_%'`,
    )
    expect(keys.length).toBeGreaterThan(25)
    const strays = keys.filter(({ definition }) => !/^[A-Z ]+\(program_id[,)]/.test(definition))
    expect(strays).toEqual([])
    const indexes = await database.query<{ indexdef: string }>(
      `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'schema_%'`,
    )
    const others = indexes.filter(({ indexdef }) => !indexdef.includes('(program_id'))
    // Only API keys are looked up without a program, since they determine it.
    expect(others.map(({ indexdef }) => indexdef)).toEqual([
      'CREATE INDEX api_keys_by_hash ON public.api_keys USING btree (hash)',
    ])
  })
})

describe('a redemption', () => {
  it('updates a code in place, because no index contains its counts', async () => {
    const store = createStore(database)
    const seed = await createSeed(store)
    const { programId, coupon } = seed
    const terms = { expiresAt: '2099-01-01T00:00:00.000Z', maxRedemptions: 100 }
    const { code } = toNewCode(seed, terms)
    const data = store.forProgram(programId)
    await data.promotionalCodes.insert({ code, couponRevision: 1, affiliateRevision: 1 })
    const countInPlace = async (): Promise<number> => {
      await database.query('SELECT pg_stat_force_next_flush()')
      const [row] = await database.query<{ count: string }>(
        `SELECT pg_stat_get_tuples_hot_updated('promotional_codes'::regclass) AS count`,
      )
      return Number(row?.count)
    }
    const before = await countInPlace()
    for (let redemption = 0; redemption < 5; redemption++) {
      await data.transaction(({ promotionalCodes }) =>
        promotionalCodes.addRedemptions([{ codeId: code.id, couponId: coupon.id }]),
      )
    }
    expect((await countInPlace()) - before).toBe(5)
  })
})
