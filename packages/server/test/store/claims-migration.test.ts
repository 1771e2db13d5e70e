import { expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'
import { createStore } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createId } from './records.js'
import { createVersion1, openEmpty } from './version-1.js'

const now = '2026-06-01T12:00:00.000Z'

/** Writes referrals and sales as version 1 did, and returns the ids of both codes. */
async function fill(database: Database, programId: string): Promise<readonly string[]> {
  const affiliateId = createId()
  await database.query(
    `INSERT INTO affiliates VALUES ($1, $2, 'A', 'B', 'a@b.co', 'a@b.co', 10, 'link', 'active', '${now}', '${now}')`,
    [programId, affiliateId],
  )
  const codes = await database.query<{ id: string }>(
    'UPDATE promotional_codes SET times_redeemed = 9 WHERE program_id = $1 RETURNING id',
    [programId],
  )
  const [one = '', other = ''] = codes.map(({ id }) => id)
  const ids = new Map<string, string>()
  const refer = async (name: string, email: string, codeId: string | null): Promise<void> => {
    ids.set(name, createId())
    await database.query(
      `INSERT INTO referrals VALUES ($1, $2, $3, $4, $5, $6, lower($6), $5, NULL, 'active', '${now}')`,
      [programId, ids.get(name) ?? '', affiliateId, codeId, name, email],
    )
  }
  let number = 0
  const sell = async (name: string | null, email: string | null, codeId: string): Promise<void> => {
    await database.query(
      `INSERT INTO sales VALUES ($1, $2, $3, $4, $5, NULL, NULL, 'C', $6, lower($6), 100, 10, 10, NULL, NULL, NULL, '${now}')`,
      [programId, ++number, affiliateId, ids.get(name ?? '') ?? null, codeId, email],
    )
  }
  await refer('Ada', 'Ada@example.com', one)
  await refer('Bob', 'bob@example.com', one)
  await refer('Dan 1', 'dan@example.com', one)
  await refer('Dan 2', 'DAN@example.com', one)
  await refer('Eve', 'eve@example.com', one)
  await refer('Fay', 'fay@example.com', one)
  await refer('Guy', 'guy@example.com', null)
  await sell('Ada', 'other@example.com', one)
  await sell(null, 'BOB@example.com', one)
  await sell(null, 'bob@example.com', one)
  await sell('Dan 1', null, one)
  await sell('Dan 1', null, one)
  await sell('Fay', null, other)
  await sell('Guy', null, one)
  return [one, other]
}

it.each(listDatabases())(
  'pairs the referrals of earlier versions with sales in %s',
  async (_name, open) => {
    const { options, close } = open()
    const database = await openEmpty(options)
    try {
      const [programId = ''] = await createVersion1(database, [['ONE', 'OTHER']])
      const [one = '', other = ''] = await fill(database, programId)
      await migrate(database)
      const rows = await database.query<object>(
        `SELECT s.id::integer, r.name FROM sales s
         JOIN referrals r ON r.program_id = s.program_id AND r.id = s.fulfilled_referral_id ORDER BY s.id`,
      )
      expect(rows).toEqual([
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob' },
        { id: 4, name: 'Dan 1' },
        { id: 5, name: 'Dan 2' },
      ])
      const { promotionalCodes, sales } = createStore(database).forProgram(programId)
      const isOpen = async (email: string, codeId: string): Promise<boolean> => {
        const customer = { referralId: null, email, codeId, countOrders: false }
        const [history] = await sales.readHistories([customer])
        return (history?.openReferralIds.length ?? 0) > 0
      }
      expect(await isOpen('dan@example.com', one)).toBe(false)
      expect(await isOpen('eve@example.com', one)).toBe(true)
      expect(await isOpen('fay@example.com', one)).toBe(true)
      expect(await isOpen('fay@example.com', other)).toBe(false)
      expect(await promotionalCodes.find('ONE')).toMatchObject({ code: { timesRedeemed: 9 } })
    } finally {
      await database.close()
      close()
    }
  },
)
