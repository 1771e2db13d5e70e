import type { ContractCase, ExpectedAnswer } from '../../contract-case.js'
import { contractDocument } from '../../contract.js'
import { unknownId } from '../accepted-bodies.js'
import { ownAffiliate } from '../given.js'

/** Every status that the contract accepts, in upper and in lower case. */
const affiliateStatuses = (contractDocument.components.schemas['AffiliateUpdate']?.properties?.[
  'affiliateStatus'
]?.enum ?? []) as readonly string[]

const lookup: ExpectedAnswer = {
  operation: 'listAffiliates',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

const linkLookup: ExpectedAnswer = {
  operation: 'listLinks',
  query: { link: 'own-{unique}' },
  status: 200,
  shape: 'one',
  shows: { affiliate: { id: '{own.id}' } },
}

const updates: readonly ContractCase[] = [
  {
    name: 'updateAffiliate changes the commission rate and nothing else',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}', commissionRate: 30 },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', firstName: 'Grace', lastName: 'Own', commissionRate: 30 },
    afterwards: [{ ...lookup, shows: { commissionRate: 30, status: 'ACTIVE' } }],
  },
  {
    name: 'updateAffiliate changes every property',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: {
      affiliateId: '{own.id}',
      firstName: 'Łukasz',
      lastName: 'O’Brien',
      email: 'all-{unique}@example.com',
      commissionRate: 12.5,
      affiliateStatus: 'INACTIVE',
      affiliateLink: 'all-{unique}',
    },
    status: 200,
    shape: 'single',
    shows: {
      id: '{own.id}',
      firstName: 'Łukasz',
      lastName: 'O’Brien',
      name: 'Łukasz O’Brien',
      email: 'all-{unique}@example.com',
      commissionRate: 12.5,
      status: 'INACTIVE',
    },
    afterwards: [
      {
        operation: 'listAffiliates',
        query: { email: 'all-{unique}@example.com' },
        status: 200,
        shape: 'one',
        shows: { id: '{own.id}' },
      },
      {
        operation: 'listAffiliates',
        query: { email: 'own-{unique}@example.com' },
        status: 200,
        shape: 'empty',
      },
    ],
  },
  {
    name: 'updateAffiliate adds a link and keeps the first one',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}', affiliateLink: 'added-{unique}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', link: 'own-{unique}' },
    afterwards: [{ ...linkLookup, query: { link: 'added-{unique}' } }, linkLookup],
  },
  ...affiliateStatuses.map((affiliateStatus): ContractCase => ({
    name: `updateAffiliate changes the status to ${affiliateStatus} and returns it in upper case`,
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}', affiliateStatus },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', status: affiliateStatus.toUpperCase() },
    afterwards: [{ ...lookup, shows: { status: affiliateStatus.toUpperCase() } }],
  })),
  {
    name: 'updateAffiliate accepts an update without changes',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', status: 'ACTIVE', commissionRate: 10 },
  },
  {
    name: 'updateAffiliate ignores an unknown property',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
]

const conflicts: readonly ContractCase[] = [
  {
    name: 'updateAffiliate rejects a duplicate email',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}', email: '{affiliate.email}', commissionRate: 30 },
    preferredStatus: 409,
    status: 409,
    afterwards: [{ ...lookup, shows: { email: 'own-{unique}@example.com', commissionRate: 10 } }],
  },
  {
    name: 'updateAffiliate rejects a link of another affiliate',
    given: [ownAffiliate],
    operation: 'updateAffiliate',
    body: { affiliateId: '{own.id}', affiliateLink: '{affiliate.link}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'updateAffiliate does not find an unknown affiliate',
    operation: 'updateAffiliate',
    body: { affiliateId: unknownId, commissionRate: 30 },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updateAffiliate rejects an update without affiliateId',
    operation: 'updateAffiliate',
    body: { commissionRate: 30 },
    status: 400,
  },
]

/** The cases about updating affiliates. */
export const affiliateUpdates: readonly ContractCase[] = [...updates, ...conflicts]
