import type { ContractCase, ExpectedAnswer } from '../../contract-case.js'
import { unknownId } from '../accepted-bodies.js'
import { ownCustomer, ownReferral } from '../given.js'

const lookup: ExpectedAnswer = {
  operation: 'listReferrals',
  query: { id: '{own.id}' },
  status: 200,
  shape: 'one',
}

const updates: readonly ContractCase[] = [
  {
    name: 'updateReferral changes the plan and nothing else',
    given: [ownReferral],
    operation: 'updateReferral',
    body: { referralId: '{own.id}', plan: 'business' },
    status: 200,
    shape: 'single',
    shows: { ...ownCustomer, id: '{own.id}', affiliateId: '{affiliate.id}', plan: 'business' },
    afterwards: [{ ...lookup, shows: { ...ownCustomer, plan: 'business' } }],
  },
  {
    name: 'updateReferral changes every property',
    given: [ownReferral],
    operation: 'updateReferral',
    body: {
      referralId: '{own.id}',
      name: 'Łucja',
      email: 'all-{unique}@example.com',
      referredUserExternalId: 'all-{unique}',
      plan: 'pro',
      status: 'INACTIVE',
    },
    status: 200,
    shape: 'single',
    shows: {
      id: '{own.id}',
      affiliateId: '{affiliate.id}',
      name: 'Łucja',
      email: 'all-{unique}@example.com',
      referredUserExternalId: 'all-{unique}',
      plan: 'pro',
      status: 'INACTIVE',
    },
    afterwards: [
      {
        operation: 'listReferrals',
        query: { externalId: 'all-{unique}' },
        status: 200,
        shape: 'one',
        shows: { id: '{own.id}' },
      },
      {
        operation: 'listReferrals',
        query: { externalId: 'own-{unique}' },
        status: 200,
        shape: 'empty',
      },
    ],
  },
  ...['ACTIVE', 'active', 'inactive'].map((status): ContractCase => ({
    name: `updateReferral returns the status ${status} in upper case`,
    given: [ownReferral],
    operation: 'updateReferral',
    body: { referralId: '{own.id}', status },
    status: 200,
    shape: 'single',
    shows: { id: '{own.id}', status: status.toUpperCase() },
  })),
  {
    name: 'updateReferral accepts an update without changes',
    given: [ownReferral],
    operation: 'updateReferral',
    body: { referralId: '{own.id}' },
    status: 200,
    shape: 'single',
    shows: { ...ownCustomer, id: '{own.id}' },
  },
  {
    name: 'updateReferral ignores an unknown property',
    given: [ownReferral],
    operation: 'updateReferral',
    body: { referralId: '{own.id}', color: 'red' },
    status: 200,
    shape: 'single',
  },
]

const conflicts: readonly ContractCase[] = [
  {
    name: 'updateReferral rejects the email of another referral',
    given: [ownReferral],
    operation: 'updateReferral',
    body: { referralId: '{own.id}', email: '{referral.email}' },
    preferredStatus: 409,
    status: 409,
    afterwards: [{ ...lookup, shows: ownCustomer }],
  },
  {
    name: 'updateReferral rejects the referredUserExternalId of another referral',
    given: [ownReferral],
    operation: 'updateReferral',
    body: { referralId: '{own.id}', referredUserExternalId: '{referral.externalId}' },
    preferredStatus: 409,
    status: 409,
  },
  {
    name: 'updateReferral does not find an unknown referral',
    operation: 'updateReferral',
    body: { referralId: unknownId, plan: 'pro' },
    preferredStatus: 404,
    status: 404,
  },
  {
    name: 'updateReferral rejects an update without referralId',
    operation: 'updateReferral',
    body: { plan: 'pro' },
    status: 400,
  },
]

/** The cases about updating referrals. */
export const referralUpdates: readonly ContractCase[] = [...updates, ...conflicts]
