import { toRefusals, type ContractCase } from '../contract-case.js'

const lookups: readonly ContractCase[] = [
  {
    name: 'listAffiliates returns a list without a filter',
    operation: 'listAffiliates',
    status: 200,
    shape: 'list',
  },
  {
    name: 'listAffiliates returns a list of one by id',
    operation: 'listAffiliates',
    query: { id: '{affiliate.id}' },
    status: 200,
    shape: 'one',
    shows: { id: '{affiliate.id}', email: '{affiliate.email}' },
  },
  {
    name: 'listAffiliates returns a list of one by email',
    operation: 'listAffiliates',
    query: { email: '{affiliate.email}' },
    status: 200,
    shape: 'one',
    shows: { id: '{affiliate.id}', email: '{affiliate.email}' },
  },
  {
    name: 'listAffiliates returns an empty list for an unknown email',
    operation: 'listAffiliates',
    query: { email: 'nobody-{unique}@example.com' },
    status: 200,
    shape: 'empty',
  },
  {
    name: 'listAffiliates rejects an invalid email',
    operation: 'listAffiliates',
    query: { email: 'nobody' },
    status: 400,
  },
]

const creations: readonly ContractCase[] = [
  {
    name: 'createAffiliate fills in the defaults',
    operation: 'createAffiliate',
    body: { firstName: 'Grace', lastName: 'Example', email: 'grace-{unique}@example.com' },
    status: 200,
    shape: 'single',
    shows: {
      firstName: 'Grace',
      lastName: 'Example',
      email: 'grace-{unique}@example.com',
      status: 'ACTIVE',
      numberOfReferredUsers: 0,
      numberOfClicks: 0,
      totalCommissionEarned: 0,
    },
  },
  {
    name: 'createAffiliate stores every property',
    operation: 'createAffiliate',
    body: {
      firstName: 'Łukasz',
      lastName: 'O’Brien',
      email: 'all-{unique}@example.com',
      commissionRate: 12.5,
      affiliateLink: 'lukasz-{unique}',
    },
    status: 200,
    shape: 'single',
    shows: {
      firstName: 'Łukasz',
      lastName: 'O’Brien',
      commissionRate: 12.5,
      link: 'lukasz-{unique}',
    },
    afterwards: [
      {
        operation: 'listLinks',
        query: { link: 'lukasz-{unique}' },
        status: 200,
        shape: 'one',
        shows: { affiliate: { email: 'all-{unique}@example.com' } },
      },
    ],
  },
  {
    name: 'createAffiliate ignores an unknown property',
    operation: 'createAffiliate',
    body: {
      firstName: 'Grace',
      lastName: 'Example',
      email: 'red-{unique}@example.com',
      color: 'red',
    },
    status: 200,
    shape: 'single',
  },
  {
    name: 'createAffiliate rejects a duplicate email',
    operation: 'createAffiliate',
    body: { firstName: 'John', lastName: 'Again', email: '{affiliate.email}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createAffiliate rejects a duplicate affiliateLink',
    operation: 'createAffiliate',
    body: {
      firstName: 'John',
      lastName: 'Again',
      email: 'again-{unique}@example.com',
      affiliateLink: '{affiliate.link}',
    },
    preferredStatus: 409,
    status: 409,
  },
]

const required: readonly ContractCase[] = [
  {
    name: 'createAffiliate rejects an affiliate without a firstName',
    operation: 'createAffiliate',
    body: { lastName: 'Example', email: 'no-{unique}@example.com' },
    status: 400,
  },
  {
    name: 'createAffiliate rejects an affiliate without a lastName',
    operation: 'createAffiliate',
    body: { firstName: 'Grace', email: 'no-{unique}@example.com' },
    status: 400,
  },
  {
    name: 'createAffiliate rejects an affiliate without an email',
    operation: 'createAffiliate',
    body: { firstName: 'Grace', lastName: 'Example' },
    status: 400,
  },
]

const refusals = toRefusals({
  operation: 'createAffiliate',
  valid: { firstName: 'Grace', lastName: 'Example', email: 'bad-{unique}@example.com' },
  faults: [
    ['a number as firstName', { firstName: 5 }],
    ['an empty firstName', { firstName: '' }],
    ['null as lastName', { lastName: null }],
    ['an empty lastName', { lastName: '' }],
    ['an invalid email', { email: 'grace' }],
    ['a number as email', { email: 5 }],
    ['a negative commissionRate', { commissionRate: -1 }],
    ['a commissionRate above 100', { commissionRate: 100.5 }],
    ['a string as commissionRate', { commissionRate: '10' }],
    ['a number as affiliateLink', { affiliateLink: 5 }],
    ['an affiliateLink with a space', { affiliateLink: 'john doe' }],
    ['an empty affiliateLink', { affiliateLink: '' }],
  ],
})

/** The cases about affiliates: listing, creating, and invalid input. */
export const affiliateCases: readonly ContractCase[] = [
  ...lookups,
  ...creations,
  ...required,
  ...refusals,
]
