import { createPace, systemClock } from '@referly-kit/client'
import type { Affiliate, NewAffiliate } from '@referly-kit/types'
import { describe, expect, it } from 'vitest'
import { compareAffiliate, updateAffiliates } from '../../src/jobs/affiliate-differences.js'
import { startCampaignServer } from '../campaign-server.js'

const ann: NewAffiliate = { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }
const affiliateLinks = [{ link: 'ann-lee' }]
const existing = { ...ann, commissionRate: 20, affiliateLinks } as unknown as Affiliate

describe('compareAffiliate', () => {
  it.each<[string, Partial<NewAffiliate>, readonly string[]]>([
    ['nothing', {}, []],
    ['a first name', { firstName: 'Anna' }, ['firstName']],
    ['a last name', { lastName: 'Li' }, ['lastName']],
    ['a commission rate', { commissionRate: 25 }, ['commissionRate']],
    ['a link', { affiliateLink: 'ann' }, ['affiliateLink']],
    ['the same values', { commissionRate: 20, affiliateLink: 'ann-lee' }, []],
    ['a rate of 0', { commissionRate: 0 }, ['commissionRate']],
    ['the placeholder of a missing last name', { lastName: '-' }, []],
    ['another letter case of the name', { lastName: 'LEE' }, ['lastName']],
  ])('reports %s', (_, changes, expected) => {
    const differences = compareAffiliate(existing, { ...ann, ...changes })
    expect(differences.map(({ field }) => field)).toEqual(expected)
  })

  it('has the existing and the imported value', () => {
    expect(compareAffiliate(existing, { ...ann, commissionRate: 25 })).toEqual([
      { field: 'commissionRate', existing: 20, imported: 25 },
    ])
  })

  it('does not report another encoding of the same letters', () => {
    const zoe = { ...existing, firstName: 'Zoe\u0308' }
    expect(compareAffiliate(zoe, { ...ann, firstName: 'Zo\u00EB' })).toEqual([])
  })
})

describe('updateAffiliates', () => {
  it('reports an affiliate that was deleted, and updates the others', async () => {
    const { client, close } = await startCampaignServer(1)
    const [affiliate] = await client.affiliates.list()
    const { id, email } = affiliate!
    const differences = [{ field: 'firstName', existing: 'x', imported: 'Anna' }] as const
    const gone = '0197a3c0-5f00-7000-8000-00000000dead'
    const different = [
      { index: 0, id: gone, email: 'gone@example.com', differences },
      { index: 1, id, email, differences },
    ]
    const pace = createPace(systemClock, Infinity)
    const { signal } = new AbortController()
    const failed = await updateAffiliates(different, { client, pace, signal })
    expect(failed).toEqual([{ index: 0, error: expect.stringContaining(gone) }])
    expect(await client.affiliates.find({ id })).toMatchObject({ firstName: 'Anna', email })
    await close()
  })
})
