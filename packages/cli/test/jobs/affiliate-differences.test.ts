import type { Affiliate, NewAffiliate } from '@referly-kit/types'
import { describe, expect, it } from 'vitest'
import { compareAffiliate } from '../../src/jobs/affiliate-differences.js'

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
