import type { ReferlyClient } from '@referly-kit/client'
import type {
  Affiliate,
  AffiliateLink,
  AffiliateUpdate,
  Coupon,
  CouponUpdate,
  PromotionalCode,
  Referral,
  Sale,
} from '@referly-kit/types'

/** The collections whose records can be changed many at a time. */
export type ChangeCollection = 'coupons' | 'codes' | 'affiliates' | 'links' | 'referrals' | 'sales'

/** A change to many records. */
export type ChangeAction = 'update' | 'delete' | 'refund'

/** The value of a field; null for one that is not set. */
export type Value = string | number | boolean | null | readonly string[]

/** Values by field, named as in an update. */
export type Values = Readonly<Record<string, Value | undefined>>

/** A record of any collection. */
export interface AnyRecord {
  readonly id: string | number
}

/** The parts of a change that differ between collections. */
export interface RecordRules {
  /** The word for one record: `code`. */
  readonly noun: string
  /** Below the base URL. */
  readonly path: string
  /** Returns the text by which people recognize a record. */
  toName(record: AnyRecord): string
  toEmail(record: AnyRecord): string
  /** Fields of an update that a record has under another name. */
  readonly renamed?: Readonly<Record<string, (record: never) => Value | undefined>>
  /** Fields that a change to another field can also change, so that restoring it includes them. */
  readonly dependent?: Readonly<Record<string, readonly string[]>>
  /** Fields that an update can set, but not remove. */
  readonly permanent?: readonly string[]
  /** Fields that protect a record from deletion when they have changed since the plan. */
  readonly guards: readonly string[]
  find(client: ReferlyClient, id: string): Promise<AnyRecord | undefined>
  update(client: ReferlyClient, id: string, values: Values): Promise<unknown>
  delete(client: ReferlyClient, id: string): Promise<void>
}

const coupons: RecordRules = {
  noun: 'coupon',
  path: '/coupons',
  toName: ({ name }: Coupon) => name,
  toEmail: () => '',
  dependent: {
    couponType: ['percentOff', 'amountOff', 'currency'],
    duration: ['durationInMonths'],
    limitToProducts: ['productIds'],
  },
  guards: ['name', 'couponType', 'percentOff', 'amountOff', 'valid'],
  find: (client, id) => client.coupons.find({ id }),
  // The client checks which fields belong together, and reports errors.
  update: (client, couponId, values) =>
    client.coupons.update({ couponId, ...values } as CouponUpdate),
  delete: (client, couponId) => client.coupons.delete({ couponId }),
}

const codes: RecordRules = {
  noun: 'code',
  path: '/promotional-codes',
  toName: ({ code }: PromotionalCode) => code,
  toEmail: ({ affiliate }: PromotionalCode) => affiliate?.email ?? '',
  renamed: { affiliateId: ({ affiliate }: PromotionalCode) => affiliate?.id },
  guards: ['active', 'expiresAt', 'timesRedeemed'],
  find: (client, id) => client.promotionalCodes.find({ id }),
  update: (client, promotionalCodeId, values) =>
    client.promotionalCodes.update({ promotionalCodeId, ...values }),
  delete: (client, promotionalCodeId) => client.promotionalCodes.delete({ promotionalCodeId }),
}

const affiliates: RecordRules = {
  noun: 'affiliate',
  path: '/affiliates',
  toName: ({ email }: Affiliate) => email,
  toEmail: ({ email }: Affiliate) => email,
  renamed: { affiliateStatus: ({ status }: Affiliate) => status },
  guards: ['email', 'status', 'totalCommissionEarned'],
  find: (client, id) => client.affiliates.find({ id }),
  update: (client, affiliateId, values) => client.affiliates.update({ affiliateId, ...values }),
  delete: (client, id) => client.affiliates.delete({ id }),
}

const links: RecordRules = {
  noun: 'link',
  path: '/links',
  toName: ({ link }: AffiliateLink) => link,
  toEmail: ({ affiliate }: AffiliateLink) => affiliate.email,
  renamed: { newLink: ({ link }: AffiliateLink) => link },
  guards: ['link', 'referrals', 'sales'],
  find: (client, id) => client.links.find({ id }),
  update: (client, id, { newLink }) => client.links.update({ id, newLink: String(newLink) }),
  delete: (client, id) => client.links.delete({ id }),
}

const referrals: RecordRules = {
  noun: 'referral',
  path: '/referrals',
  toName: ({ email }: Referral) => email,
  toEmail: ({ email }: Referral) => email,
  permanent: ['plan'],
  guards: ['email', 'status'],
  find: (client, id) => client.referrals.find({ id }),
  update: (client, referralId, values) => client.referrals.update({ referralId, ...values }),
  delete: (client, referralId) => client.referrals.delete({ referralId }),
}

const saleAmounts = ['totalEarned', 'commissionRate', 'commissionEarned']

const sales: RecordRules = {
  noun: 'sale',
  path: '/sales',
  toName: ({ id, externalId }: Sale) => externalId ?? String(id),
  toEmail: ({ email }: Sale) => email ?? '',
  dependent: Object.fromEntries(saleAmounts.map((field) => [field, saleAmounts])),
  permanent: ['email'],
  guards: ['totalEarned', 'commissionEarned', 'status'],
  find: (client, id) => client.sales.find({ id: Number(id) }),
  update: (client, id, values) => client.sales.update({ saleId: Number(id), ...values }),
  delete: (client, id) => client.sales.delete({ saleId: Number(id) }),
}

/** The statuses that an update can give an affiliate. */
export const affiliateStatuses: readonly NonNullable<AffiliateUpdate['affiliateStatus']>[] = [
  'active',
  'inactive',
  'invited',
  'declined',
  'deactivated',
  'banned',
]

/** The rules of each collection. */
export const collections: Readonly<Record<ChangeCollection, RecordRules>> = {
  coupons,
  codes,
  affiliates,
  links,
  referrals,
  sales,
}

/** Returns the value of a field of an update, as a record has it. */
export function readField(record: AnyRecord, field: string, { renamed }: RecordRules): Value {
  const read = renamed?.[field]
  // The boundary: a record and the rules of its collection belong together.
  const value = read === undefined ? toFields(record)[field] : read(record as never)
  return (value ?? null) as Value
}

function toFields(record: AnyRecord): Readonly<Record<string, unknown>> {
  return { ...record }
}
