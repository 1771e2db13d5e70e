import type { ReferlyClient } from '@referly-kit/client'
import type { Placeholders } from './fixtures.js'

/** A record returned by the client. Round trips compare its id. */
interface ClientRecord {
  readonly id: string | number
}

/** The calls that a round trip makes to one collection. */
export interface RoundTrip {
  readonly collection: keyof ReferlyClient
  readonly create: (client: ReferlyClient, given: Placeholders) => Promise<ClientRecord>
  readonly list: (client: ReferlyClient) => Promise<readonly ClientRecord[]>
  /** The shape of the response to a lookup by a unique key. */
  readonly shape: 'single' | 'one'
  readonly find: (client: ReferlyClient, created: ClientRecord) => Promise<ClientRecord | undefined>
  /** Changes every property of the created record that an update can change. */
  readonly update: (
    client: ReferlyClient,
    created: ClientRecord,
    given: Placeholders,
  ) => Promise<ClientRecord>
  /** Deletes the created record. */
  readonly remove: (client: ReferlyClient, created: ClientRecord) => Promise<void>
  /** Looks up a record that does not exist. */
  readonly miss: (client: ReferlyClient, given: Placeholders) => Promise<ClientRecord | undefined>
}

const nobody = '0197a3c0-5f00-7000-8000-0000000000ff'

const coupons: RoundTrip = {
  collection: 'coupons',
  shape: 'single',
  create: (client) => client.coupons.create({ name: 'Round', percentOff: 20 }),
  list: (client) => client.coupons.list(),
  find: (client, { id }) => client.coupons.find({ id: String(id) }),
  update: (client, { id }) =>
    client.coupons.update({
      couponId: String(id),
      name: 'Round again',
      couponType: 'PERCENTAGE',
      percentOff: 25,
      duration: 'repeating',
      durationInMonths: 3,
      maxRedemptions: 9,
      limitToProducts: true,
      productIds: ['product-1', 'product-2'],
      valid: false,
      redeemBy: '2030-01-01T01:00:00+01:00',
    }),
  remove: (client, { id }) => client.coupons.delete({ couponId: String(id) }),
  miss: (client) => client.coupons.find({ id: nobody }),
}

const promotionalCodes: RoundTrip = {
  collection: 'promotionalCodes',
  shape: 'single',
  create: (client, given) =>
    client.promotionalCodes.create({
      couponId: String(given['coupon.id']),
      affiliateId: String(given['affiliate.id']),
      code: `ROUND-${given.unique}`,
    }),
  list: (client) => client.promotionalCodes.list(),
  find: (client, { id }) => client.promotionalCodes.find({ id: String(id) }),
  update: (client, { id }, { unique }) =>
    client.promotionalCodes.update({
      promotionalCodeId: String(id),
      code: `again-${unique}`,
      active: false,
      expiresAt: '2030-01-01T00:00:00Z',
      maxRedemptions: 9,
      firstTimeOrder: true,
      minimumAmount: 49.9,
      minimumAmountCurrency: 'USD',
      limitToCustomers: true,
      customerId: 'customer-1',
      limitToAffiliate: false,
      affiliateId: null,
    }),
  remove: (client, { id }) => client.promotionalCodes.delete({ promotionalCodeId: String(id) }),
  miss: (client, { unique }) => client.promotionalCodes.find({ code: `NOBODY-${unique}` }),
}

const affiliates: RoundTrip = {
  collection: 'affiliates',
  shape: 'one',
  create: (client, { unique }) =>
    client.affiliates.create({
      firstName: 'Rita',
      lastName: 'Round',
      email: `rita-${unique}@example.com`,
    }),
  list: (client) => client.affiliates.list(),
  find: (client, { id }) => client.affiliates.find({ id: String(id) }),
  update: (client, { id }, { unique }) =>
    client.affiliates.update({
      affiliateId: String(id),
      firstName: 'Roberta',
      lastName: 'Rounder',
      email: `roberta-${unique}@example.com`,
      commissionRate: 12.5,
      affiliateStatus: 'inactive',
      affiliateLink: `roberta-${unique}`,
    }),
  remove: (client, { id }) => client.affiliates.delete({ id: String(id) }),
  miss: (client, { unique }) => client.affiliates.find({ email: `nobody-${unique}@example.com` }),
}

const links: RoundTrip = {
  collection: 'links',
  shape: 'one',
  create: (client, given) =>
    client.links.create({
      link: `round-${given.unique}`,
      affiliateId: String(given['affiliate.id']),
    }),
  list: (client) => client.links.list(),
  find: (client, { id }) => client.links.find({ id: String(id) }),
  update: (client, { id }, { unique }) =>
    client.links.update({ id: String(id), newLink: `next-${unique}` }),
  remove: (client, { id }) => client.links.delete({ id: String(id) }),
  miss: (client, { unique }) => client.links.find({ link: `nobody-${unique}` }),
}

const referrals: RoundTrip = {
  collection: 'referrals',
  shape: 'one',
  create: (client, given) =>
    client.referrals.create({
      name: 'Rolf Round',
      email: `rolf-${given.unique}@example.com`,
      referredUserExternalId: `round-${given.unique}`,
      affiliateId: String(given['affiliate.id']),
    }),
  list: (client) => client.referrals.list(),
  find: (client, { id }) => client.referrals.find({ id: String(id) }),
  update: (client, { id }, { unique }) =>
    client.referrals.update({
      referralId: String(id),
      name: 'Rolf Rounder',
      email: `rolf.rounder-${unique}@example.com`,
      referredUserExternalId: `round-again-${unique}`,
      plan: 'pro',
      status: 'inactive',
    }),
  remove: (client, { id }) => client.referrals.delete({ referralId: String(id) }),
  miss: (client, { unique }) => client.referrals.find({ externalId: `nobody-${unique}` }),
}

const sales: RoundTrip = {
  collection: 'sales',
  shape: 'one',
  create: (client, given) =>
    client.sales.create({
      totalEarned: 98,
      referralId: String(given['referral.id']),
      externalId: `round-${given.unique}`,
    }),
  list: (client) => client.sales.list(),
  find: (client, { id }) => client.sales.find({ id: Number(id) }),
  update: (client, { id }) =>
    client.sales.update({
      saleId: Number(id),
      name: 'Rolf Rounder',
      email: 'rolf.rounder@example.com',
      totalEarned: 49,
      commissionRate: 12.5,
    }),
  remove: (client, { id }) => client.sales.delete({ saleId: Number(id) }),
  miss: (client) => client.sales.find({ id: 9_007_199_254_740_991 }),
}

/** A round trip for each collection of the client. */
export const roundTrips: readonly RoundTrip[] = [
  coupons,
  promotionalCodes,
  affiliates,
  links,
  referrals,
  sales,
]
