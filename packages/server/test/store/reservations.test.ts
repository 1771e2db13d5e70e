import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { sweepReservations } from '../../src/store/reservation-sweep.js'
import { createStore, openDatabase } from '../../src/store/store.js'
import { listDatabases, type TestDatabase } from '../databases.js'
import {
  createUses,
  findCode,
  hold,
  pay,
  readCounts,
  recount,
  redeem,
  release,
  runStep,
  type Limits,
  type Uses,
} from './uses.js'

describe.each(listDatabases())('reservations in %s', (_name, open) => {
  let place: TestDatabase
  let database: Database
  let now = Date.parse('2026-06-01T12:00:00Z')

  beforeAll(async () => {
    place = open()
    database = await openDatabase(place.options)
    await migrate(database)
  })

  afterAll(async () => {
    await database.close()
    place.close()
  })

  const create = (limits: Limits): Promise<Uses> => {
    const store = createStore(database, () => new Date(now))
    return createUses({ store, database, now: () => now }, limits)
  }

  const passMinutes = (minutes: number): void => {
    now += minutes * 60_000
  }

  it('hold as many uses as the limit allows, and give a released one to the next buyer', async () => {
    const uses = await create({ codes: [2] })
    const first = await hold(uses, 0, 15)
    await hold(uses, 0, 15)
    expect(await hold(uses, 0, 15)).toBeUndefined()
    expect(await redeem(uses, 0)).toBe(false)
    await release(uses, first)
    expect(await hold(uses, 0, 15)).toBeDefined()
    expect(await readCounts(uses)).toEqual({ coupon: [0, 2], codes: [[0, 2]] })
  })

  it('give the use of a lapsed reservation to a sale or a reservation that needs it', async () => {
    const uses = await create({ coupon: 2, codes: [null, null] })
    await hold(uses, 0, 15)
    await hold(uses, 1, 20)
    passMinutes(15)
    expect(await redeem(uses, 1)).toBe(false)
    passMinutes(1)
    expect(await redeem(uses, 1)).toBe(true)
    expect(await hold(uses, 0, 15)).toBeUndefined()
    passMinutes(5)
    expect(await hold(uses, 0, 15)).toBeDefined()
    const codes = [
      [0, 1],
      [1, 0],
    ]
    expect(await readCounts(uses)).toEqual({ coupon: [1, 1], codes })
  })

  it('count a sale after its reservation has lapsed while the use is free, and not when it is taken', async () => {
    await sweepReservations(database, new Date(now))
    const uses = await create({ codes: [2] })
    const [first, second] = [await hold(uses, 0, 1), await hold(uses, 0, 1)]
    passMinutes(2)
    expect(await sweepReservations(database, new Date(now))).toBe(2)
    expect(await pay(uses, first)).toBe(true)
    expect(await redeem(uses, 0)).toBe(true)
    expect(await pay(uses, second)).toBe(false)
    expect(await readCounts(uses)).toEqual({ coupon: [2, 0], codes: [[2, 0]] })
  })

  it('are redeemed once', async () => {
    const uses = await create({ codes: [2] })
    const held = await hold(uses, 0, 1)
    expect(await pay(uses, held)).toBe(true)
    expect(await pay(uses, held)).toBeUndefined()
    expect(await readCounts(uses)).toEqual({ coupon: [1, 0], codes: [[1, 0]] })
  })

  it('are counted without those that have lapsed', async () => {
    const uses = await create({ codes: [9, 9] })
    await hold(uses, 0, 1)
    await hold(uses, 0, 5)
    await hold(uses, 1, 1)
    await hold(uses, 1, 5)
    await hold(uses, 1, 5)
    passMinutes(2)
    const [first, second] = [await findCode(uses, 0), await findCode(uses, 1)]
    expect(await uses.data.reservations.readHeld(first)).toEqual({ ofCode: 1, ofCoupon: 3 })
    expect((await readCounts(uses)).coupon).toEqual([0, 5])
    const lockHeld = uses.data.transaction((data) =>
      data.reservations.lockHeld({ codeId: second.code.id }),
    )
    expect(await lockHeld).toBe(2)
    expect((await readCounts(uses)).coupon).toEqual([0, 3])
  })

  it('never exceed a limit, whatever is held, redeemed, released, or refunded, and in any order', async () => {
    const limit = fc.integer({ min: 0, max: 4 })
    const step = fc.record({
      kind: fc.constantFrom('hold', 'redeem', 'pay', 'rush', 'release', 'refund', 'wait', 'sweep'),
      code: fc.integer({ min: 0, max: 1 }),
      minutes: fc.integer({ min: 1, max: 4 }),
      pick: fc.nat(),
    })
    const limits = fc.record({ coupon: limit, codes: fc.tuple(limit, fc.option(limit)) })
    const property = fc.asyncProperty(
      limits,
      fc.array(step, { maxLength: 25 }),
      async (some, steps) => {
        const uses = await create(some)
        for (const { kind, ...rest } of steps) {
          if (kind === 'wait') passMinutes(rest.minutes)
          else if (kind === 'sweep') await sweepReservations(database, new Date(now))
          else await runStep(uses, { kind, ...rest })
          // The database itself refuses counts above a limit.
          expect(await readCounts(uses)).toEqual(await recount(uses))
        }
      },
    )
    await fc.assert(property, { numRuns: 40 })
  })
})
