import { toRefusals, type ContractCase } from '../contract-case.js'
import { unknownId } from './accepted-bodies.js'
import { ownAffiliate, secondLink } from './given.js'

const lookups: readonly ContractCase[] = [
  {
    name: 'listLinks returns a list without a filter',
    given: [ownAffiliate, secondLink],
    operation: 'listLinks',
    status: 200,
    shape: 'list',
  },
  {
    name: 'listLinks returns a list of one by id',
    given: [ownAffiliate, secondLink],
    operation: 'listLinks',
    query: { id: '{second.id}' },
    status: 200,
    shape: 'one',
    shows: { id: '{second.id}', link: '{second.link}' },
  },
  {
    name: 'listLinks returns a list of one by link',
    given: [ownAffiliate, secondLink],
    operation: 'listLinks',
    query: { link: 'own-{unique}' },
    status: 200,
    shape: 'one',
    shows: { link: 'own-{unique}', affiliate: { id: '{own.id}' } },
  },
  {
    name: 'listLinks returns a list filtered by affiliateId',
    given: [ownAffiliate, secondLink],
    operation: 'listLinks',
    query: { affiliateId: '{own.id}' },
    status: 200,
    shape: 'list',
    shows: { affiliate: { id: '{own.id}' } },
  },
  {
    name: 'listLinks returns a list filtered by affiliateEmail',
    given: [ownAffiliate, secondLink],
    operation: 'listLinks',
    query: { affiliateEmail: 'own-{unique}@example.com' },
    status: 200,
    shape: 'list',
    shows: { affiliate: { id: '{own.id}' } },
  },
  {
    name: 'listLinks returns an empty list for an unknown link',
    operation: 'listLinks',
    query: { link: 'nobody-{unique}' },
    status: 200,
    shape: 'empty',
  },
  {
    name: 'listLinks rejects an invalid affiliateEmail',
    operation: 'listLinks',
    query: { affiliateEmail: 'nobody' },
    status: 400,
  },
  {
    name: 'listLinks counts the referrals and sales of a link',
    given: [
      ownAffiliate,
      secondLink,
      {
        as: 'referral',
        operation: 'createReferral',
        body: {
          name: 'Ada',
          email: 'ada-{unique}@example.com',
          referredUserExternalId: 'u-{unique}',
          affiliateId: 'second-{unique}',
        },
      },
      {
        operation: 'createSale',
        body: { totalEarned: 40.5, referralId: '{referral.id}' },
      },
    ],
    operation: 'listLinks',
    query: { link: 'second-{unique}' },
    status: 200,
    shape: 'one',
    shows: { clicks: 0, referrals: 1, sales: 1, totalRevenue: 40.5 },
    afterwards: [
      {
        operation: 'listLinks',
        query: { link: 'own-{unique}' },
        status: 200,
        shape: 'one',
        shows: { referrals: 0, sales: 0, totalRevenue: 0 },
      },
    ],
  },
]

const creations: readonly ContractCase[] = [
  {
    name: 'createLink finds the affiliate by affiliateId',
    given: [ownAffiliate],
    operation: 'createLink',
    body: { link: 'By-id-{unique}', affiliateId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: {
      link: 'By-id-{unique}',
      affiliate: { id: '{own.id}', name: 'Grace Own', email: 'own-{unique}@example.com' },
      clicks: 0,
      referrals: 0,
      sales: 0,
      totalRevenue: 0,
    },
  },
  {
    name: 'createLink finds the affiliate by affiliateEmail',
    operation: 'createLink',
    body: { link: 'by-email-{unique}', affiliateEmail: '{affiliate.email}' },
    status: 200,
    shape: 'single',
    shows: { affiliate: { id: '{affiliate.id}' } },
  },
  {
    name: 'createLink ignores an unknown property',
    operation: 'createLink',
    body: { link: 'red-{unique}', affiliateId: '{affiliate.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
  {
    name: 'createLink rejects a duplicate link',
    operation: 'createLink',
    body: { link: '{affiliate.link}', affiliateId: '{affiliate.id}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createLink rejects an unknown affiliate',
    operation: 'createLink',
    body: { link: 'nobody-{unique}', affiliateId: unknownId },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createLink rejects a link without an affiliate',
    operation: 'createLink',
    body: { link: 'alone-{unique}' },
    status: 400,
  },
  {
    name: 'createLink rejects an affiliate without a link',
    operation: 'createLink',
    body: { affiliateId: '{affiliate.id}' },
    status: 400,
  },
  ...toRefusals({
    operation: 'createLink',
    valid: { link: 'bad-{unique}', affiliateId: '{affiliate.id}' },
    faults: [
      ['a number as link', { link: 5 }],
      ['an empty link', { link: '' }],
      ['a link with a space', { link: 'john doe' }],
      ['a link with a slash', { link: 'john/doe' }],
      ['a number as affiliateId', { affiliateId: 5 }],
      ['an invalid affiliateEmail', { affiliateEmail: 'john' }],
    ],
  }),
]

/** The cases about links: listing, creating, and invalid input. */
export const linkCases: readonly ContractCase[] = [...lookups, ...creations]
