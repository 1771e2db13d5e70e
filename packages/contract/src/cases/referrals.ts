import { toRefusals, type ContractCase } from '../contract-case.js'

const lookups: readonly ContractCase[] = [
  {
    name: 'listReferrals returns a list without a filter',
    operation: 'listReferrals',
    status: 200,
    shape: 'list',
  },
  {
    name: 'listReferrals returns a list of one by id',
    operation: 'listReferrals',
    query: { id: '{referral.id}' },
    status: 200,
    shape: 'one',
    shows: { id: '{referral.id}', email: '{referral.email}' },
  },
  {
    name: 'listReferrals returns a list of one by externalId',
    operation: 'listReferrals',
    query: { externalId: '{referral.externalId}' },
    status: 200,
    shape: 'one',
    shows: { id: '{referral.id}', referredUserExternalId: '{referral.externalId}' },
  },
  {
    name: 'listReferrals returns a list filtered by affiliateId',
    operation: 'listReferrals',
    query: { affiliateId: '{affiliate.id}' },
    status: 200,
    shape: 'list',
    shows: { affiliateId: '{affiliate.id}' },
  },
  {
    name: 'listReferrals returns a list filtered by affiliateEmail',
    operation: 'listReferrals',
    query: { affiliateEmail: '{affiliate.email}' },
    status: 200,
    shape: 'list',
    shows: { affiliateId: '{affiliate.id}' },
  },
  {
    name: 'listReferrals returns an empty list for an unknown externalId',
    operation: 'listReferrals',
    query: { externalId: 'nobody-{unique}' },
    status: 200,
    shape: 'empty',
  },
  {
    name: 'listReferrals rejects an invalid affiliateEmail',
    operation: 'listReferrals',
    query: { affiliateEmail: 'nobody' },
    status: 400,
  },
]

const ada = { name: 'Ada', email: 'ada-{unique}@example.com', referredUserExternalId: 'u-{unique}' }

const creations: readonly ContractCase[] = [
  {
    name: 'createReferral finds the affiliate by affiliateId and stores every property',
    operation: 'createReferral',
    body: { ...ada, affiliateId: '{affiliate.id}', plan: 'pro', status: 'active' },
    status: 200,
    shape: 'single',
    shows: { ...ada, affiliateId: '{affiliate.id}', plan: 'pro', status: 'ACTIVE' },
  },
  ...['ACTIVE', 'INACTIVE', 'active', 'inactive'].map((status): ContractCase => ({
    name: `createReferral returns the status ${status} in upper case`,
    operation: 'createReferral',
    body: { ...ada, affiliateId: '{affiliate.id}', status },
    status: 200,
    shape: 'single',
    shows: { status: status.toUpperCase() },
  })),
  {
    name: 'createReferral returns the existing referral, with its affiliate, for a duplicate email',
    given: [
      {
        as: 'own',
        operation: 'createReferral',
        body: { ...ada, affiliateId: '{affiliate.id}' },
      },
      {
        as: 'other',
        operation: 'createAffiliate',
        body: { firstName: 'Grace', lastName: 'Other', email: 'other-{unique}@example.com' },
      },
    ],
    operation: 'createReferral',
    body: { ...ada, affiliateId: '{other.id}', plan: 'pro' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', affiliateId: '{affiliate.id}' },
    afterwards: [
      {
        operation: 'listReferrals',
        query: { externalId: ada.referredUserExternalId },
        status: 200,
        shape: 'one',
        shows: { id: '{own.id}', affiliateId: '{affiliate.id}' },
      },
    ],
  },
  {
    name: 'createReferral finds the affiliate by their link',
    operation: 'createReferral',
    body: { ...ada, affiliateId: '{affiliate.link}' },
    status: 200,
    shape: 'single',
    shows: { affiliateId: '{affiliate.id}' },
  },
  {
    name: 'createReferral finds the affiliate by affiliateEmail',
    operation: 'createReferral',
    body: { ...ada, affiliateEmail: '{affiliate.email}' },
    status: 200,
    shape: 'single',
    shows: { affiliateId: '{affiliate.id}' },
  },
  {
    name: 'createReferral finds the affiliate by promoCode',
    operation: 'createReferral',
    body: { ...ada, promoCode: '{code.lowerCaseCode}' },
    status: 200,
    shape: 'single',
    shows: { ...ada, affiliateId: '{affiliate.id}' },
  },
  {
    name: 'createReferral ignores an unknown property',
    operation: 'createReferral',
    body: { ...ada, affiliateId: '{affiliate.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
]

const conflicts: readonly ContractCase[] = [
  {
    name: 'createReferral rejects a duplicate referredUserExternalId',
    operation: 'createReferral',
    body: {
      ...ada,
      referredUserExternalId: '{referral.externalId}',
      affiliateId: '{affiliate.id}',
    },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'createReferral rejects an unknown affiliate',
    operation: 'createReferral',
    body: { ...ada, affiliateId: 'nobody-{unique}' },
    preferredStatus: 400,
    status: 400,
  },
  {
    name: 'createReferral rejects an unknown promoCode',
    operation: 'createReferral',
    body: { ...ada, promoCode: 'NOBODY-{unique}' },
    preferredStatus: 400,
    status: 400,
  },
]

const required: readonly ContractCase[] = [
  {
    name: 'createReferral rejects a referral without an affiliate',
    operation: 'createReferral',
    body: ada,
    status: 400,
  },
  {
    name: 'createReferral rejects a referral without a name',
    operation: 'createReferral',
    body: {
      email: ada.email,
      referredUserExternalId: ada.referredUserExternalId,
      affiliateId: '{affiliate.id}',
    },
    status: 400,
  },
  {
    name: 'createReferral rejects a referral without an email',
    operation: 'createReferral',
    body: {
      name: ada.name,
      referredUserExternalId: ada.referredUserExternalId,
      affiliateId: '{affiliate.id}',
    },
    status: 400,
  },
  {
    name: 'createReferral rejects a referral without a referredUserExternalId',
    operation: 'createReferral',
    body: { name: ada.name, email: ada.email, affiliateId: '{affiliate.id}' },
    status: 400,
  },
]

const refusals = toRefusals({
  operation: 'createReferral',
  valid: { ...ada, affiliateId: '{affiliate.id}' },
  faults: [
    ['a number as name', { name: 5 }],
    ['an empty name', { name: '' }],
    ['an invalid email', { email: 'ada' }],
    ['a number as referredUserExternalId', { referredUserExternalId: 5 }],
    ['an empty referredUserExternalId', { referredUserExternalId: '' }],
    ['a number as affiliateId', { affiliateId: 5 }],
    ['a number as affiliateEmail', { affiliateEmail: 5 }],
    ['an empty promoCode', { promoCode: '' }],
    ['a number as plan', { plan: 5 }],
    ['a boolean as status', { status: true }],
    ['an unknown status', { status: 'trialing' }],
    ['an invalid affiliateEmail', { affiliateEmail: 'john' }],
  ],
})

/** The cases about referrals: listing, creating, conflicts, conditional rules, and invalid input. */
export const referralCases: readonly ContractCase[] = [
  ...lookups,
  ...creations,
  ...conflicts,
  ...required,
  ...refusals,
]
