import { expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { openStore } from '../../src/store/store.js'
import { listDatabases } from '../databases.js'
import { createId } from './records.js'
import { createVersion1, openEmpty, readVersion1Backup } from './version-1.js'

const now = '2026-06-01T12:00:00.000Z'

/** Writes an affiliate and a sale with the code as version 1 did, and returns the id of the affiliate. */
async function fill(database: Database, programId: string): Promise<string> {
  const affiliateId = createId()
  await database.query(
    `INSERT INTO affiliates VALUES ($1, $2, 'A', 'B', 'a@b.co', 'a@b.co', 10, 'old link', 'active', '${now}', '${now}')`,
    [programId, affiliateId],
  )
  await database.query(
    `INSERT INTO sales SELECT $1, 1, $2, NULL, id, 'order-1', NULL, 'C', NULL, NULL, 100, 10, 10, 5, NULL, NULL, '${now}'
     FROM promotional_codes WHERE program_id = $1`,
    [programId, affiliateId],
  )
  return affiliateId
}

it.each(listDatabases())(
  'a backup of version 1 gets links, and sales that keep their code, when it is restored into %s',
  async (_name, open) => {
    const source = await openEmpty({})
    const [programId = ''] = await createVersion1(source, [['ONE']])
    const affiliateId = await fill(source, programId)
    const lines = await readVersion1Backup(source)
    await source.close()
    const { options, close } = open()
    const store = await openStore(options)
    try {
      await store.restore(lines)
      const { affiliates, links, promotionalCodes, sales } = store.forProgram(programId)
      for await (const page of affiliates.list({})) {
        expect(page).toMatchObject([{ status: 'ACTIVE', affiliateLinks: [{ link: 'old link' }] }])
      }
      const link = await links.find({ link: 'old link' })
      expect(link).toMatchObject({ affiliate: { id: affiliateId }, createdAt: now })
      const stored = await promotionalCodes.find('one')
      expect(stored).toMatchObject({ revision: 1, parent: { revision: 1 } })
      const [sale] = await sales.findByKeys([{ externalId: 'order-1' }])
      expect(sale).toMatchObject({ status: 'ACTIVE', refundedAt: null, taxMinor: 5 })
      expect(sale?.couponId).toBe(stored?.code.couponId)
      const backup: string[] = []
      await store.backup(async (line) => void backup.push(line))
      const row = backup.find((text) => text.startsWith('{"table":"sales"')) ?? ''
      expect(JSON.parse(row)).toMatchObject({
        row: { promo_code: 'ONE', coupon_terms: { couponType: 'PERCENTAGE', percentOff: 10 } },
      })
    } finally {
      await store.close()
      close()
    }
  },
)
