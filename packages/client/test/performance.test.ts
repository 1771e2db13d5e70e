import { afterEach, describe, expect, it } from 'vitest'
import { createReferlyClient, type PerformanceRow } from '../src/index.js'
import { startFaultServer, type FaultServer } from './fault-server.js'
import { affiliate, coupon, promotionalCode, sale } from './records.js'

const grace = { id: 'a2', firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' }
const codes = [
  { ...promotionalCode, id: 'p1', code: 'ADA1', timesRedeemed: 3, coupon },
  { ...promotionalCode, id: 'p2', code: 'ADA2', timesRedeemed: 2, couponId: 'c2' },
  {
    ...promotionalCode,
    id: 'p3',
    code: 'GRACE',
    timesRedeemed: 9,
    affiliateId: 'a2',
    affiliate: grace,
  },
  {
    ...promotionalCode,
    id: 'p4',
    code: 'FREE',
    timesRedeemed: 0,
    affiliateId: null,
    affiliate: null,
  },
]
const sales = [
  { ...sale, id: 1, totalEarned: 0.1 },
  { ...sale, id: 2, totalEarned: 0.2 },
  { ...sale, id: 3, affiliateId: 'a9', totalEarned: 1000 },
  { ...sale, id: 4, totalEarned: 500, status: 'REFUNDED' },
]

const affiliates = [
  { ...affiliate, totalCommissionEarned: 0.06 },
  { ...affiliate, ...grace, totalCommissionEarned: 12.5 },
]

let server: FaultServer

async function readPerformance(by: 'affiliate' | 'coupon' | 'code'): Promise<PerformanceRow[]> {
  server = await startFaultServer((response, { url }) => {
    const records = url.endsWith('/sales') ? sales : codes
    response.end(JSON.stringify(url.endsWith('/affiliates') ? affiliates : records))
  })
  const client = createReferlyClient({ apiKey: 'sk', baseUrl: server.url })
  return client.promotionalCodes.performance({ by })
}

afterEach(() => server.close())

const unknown = { sales: null, revenue: null, commission: null }

describe('performance', () => {
  it('by affiliate adds up redemptions, revenue, and commission exactly', async () => {
    const graces = { sales: 0, revenue: 0, commission: 12.5 }
    const adas = { sales: 2, revenue: 0.3, commission: 0.06 }
    expect(await readPerformance('affiliate')).toEqual([
      { id: 'a2', name: 'Grace Hopper', codes: 1, redemptions: 9, ...graces },
      { id: 'a1', name: 'Ada King', codes: 2, redemptions: 5, ...adas },
      { id: null, name: null, codes: 1, redemptions: 0, sales: 0, revenue: 0, commission: 0 },
    ])
  })

  it('by coupon does not guess the revenue of an affiliate with codes of two coupons', async () => {
    expect(await readPerformance('coupon')).toEqual([
      { id: 'c1', name: 'Spring', codes: 3, redemptions: 12, ...unknown },
      { id: 'c2', name: null, codes: 1, redemptions: 2, ...unknown },
    ])
  })

  it('by code has the revenue of affiliates with one code', async () => {
    const rows = await readPerformance('code')
    expect(rows.map(({ name, revenue, commission }) => [name, revenue, commission])).toEqual([
      ['GRACE', 0, 12.5],
      ['ADA1', null, null],
      ['ADA2', null, null],
      ['FREE', 0, 0],
    ])
  })

  it('by code lists each code', async () => {
    const rows = await readPerformance('code')
    expect(rows.map(({ id, name, redemptions }) => [id, name, redemptions])).toEqual([
      ['p3', 'GRACE', 9],
      ['p1', 'ADA1', 3],
      ['p2', 'ADA2', 2],
      ['p4', 'FREE', 0],
    ])
  })

  it('refuses any other grouping', async () => {
    await expect(readPerformance('month' as never)).rejects.toMatchObject({ field: 'by' })
    expect(server.received).toHaveLength(0)
  })
})
