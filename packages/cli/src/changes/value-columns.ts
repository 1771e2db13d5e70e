import type { Coupon, PromotionalCode } from '@referly-kit/types'
import {
  affiliateStatuses,
  type AnyRecord,
  type ChangeCollection,
  type Values,
} from './collections.js'
import { toDiscountType, type Discount } from './coupon-discount.js'
import {
  amount,
  count,
  createChoice,
  currency,
  deadline,
  email,
  flag,
  label,
  list,
  percent,
  type CellReading,
  type ValueKind,
} from './value-kinds.js'

/** A column of a file with new values. */
export interface ValueColumn {
  readonly title: string
  /** The words after "must be" in messages. */
  readonly expected: string
  /** True when `none` removes the value. */
  readonly isRemovable?: boolean
  /** Returns the fields of the update; undefined for a cell that is not valid. */
  read(cell: string, reading: CellReading): Values | undefined
}

/** The columns that a file of changes can have. */
export interface ValueColumns {
  readonly columns: readonly ValueColumn[]
  /** Columns of `list --format csv` that no update changes. */
  readonly readOnly: readonly string[]
  /** Columns that exclude each other in a row. */
  readonly exclusive?: readonly string[]
  /** Adds the fields that have to be sent together with others. */
  complete?(values: Values, record: AnyRecord): Values
}

function toColumn(title: string, field: string, kind: ValueKind): ValueColumn {
  return {
    title,
    expected: kind.expected,
    read(cell, reading) {
      const value = kind.parse(cell, reading)
      return value === undefined ? undefined : { [field]: value }
    },
  }
}

/** Lets a column also contain `none`, which removes the value. */
function orNone(column: ValueColumn, removal: Values): ValueColumn {
  return {
    ...column,
    isRemovable: true,
    expected: `${column.expected}, or none to remove it`,
    read: (cell, reading) => (cell.toLowerCase() === 'none' ? removal : column.read(cell, reading)),
  }
}

/** The discount of a coupon, as `coupons list` writes it: `20%`, or `5.00 USD`. */
const discount: ValueColumn = {
  title: 'discount',
  expected: 'a percentage or an amount, such as 20% or 5.00 USD',
  read(cell, reading) {
    if (cell.endsWith('%')) return toColumn('', 'percentOff', percent).read(cell, reading)
    const [, number = '', code = ''] = /^(\S+) (\S+)$/.exec(cell) ?? []
    const amountOff = amount.parse(number, reading)
    const own = currency.parse(code, reading)
    return amountOff === undefined || own === undefined ? undefined : { amountOff, currency: own }
  },
}

/** The duration of a coupon, as `coupons list` writes it: `3 months`. */
const duration: ValueColumn = {
  title: 'duration',
  expected: 'once, forever, or a number of months such as 3 months',
  read(cell) {
    const own = cell.toLowerCase()
    const [, months] = /^([1-9]\d{0,3}) months?$/.exec(own) ?? []
    if (months !== undefined) return { duration: 'repeating', durationInMonths: Number(months) }
    return own === 'once' || own === 'forever' ? { duration: own } : undefined
  },
}

const products: ValueColumn = {
  title: 'product_ids',
  expected: list.expected,
  read: (cell, reading) => ({
    limitToProducts: true,
    productIds: list.parse(cell, reading) ?? [],
  }),
}

const customer: ValueColumn = {
  title: 'customer_id',
  expected: label.expected,
  read(cell, reading) {
    const customerId = label.parse(cell, reading)
    return customerId === undefined ? undefined : { limitToCustomers: true, customerId }
  },
}

const coupons: ValueColumns = {
  columns: [
    toColumn('name', 'name', label),
    toColumn('new_name', 'name', label),
    discount,
    toColumn('percent_off', 'percentOff', percent),
    toColumn('amount_off', 'amountOff', amount),
    toColumn('currency', 'currency', currency),
    duration,
    orNone(toColumn('redeem_by', 'redeemBy', deadline), { redeemBy: null }),
    orNone(toColumn('max_redemptions', 'maxRedemptions', count), { maxRedemptions: null }),
    orNone(products, { limitToProducts: false }),
    toColumn('active', 'valid', flag),
  ],
  readOnly: ['id', 'state'],
  exclusive: ['discount', 'percent_off', 'amount_off'],
  // The boundary: a record and the columns of its collection belong together.
  complete(values, coupon) {
    const months = 'durationInMonths' in values ? { duration: 'repeating' } : {}
    const own = { ...values, ...months }
    return { ...own, ...toDiscountType(own as Discount, coupon as Coupon) }
  },
}

const codes: ValueColumns = {
  columns: [
    toColumn('new_code', 'code', label),
    orNone(toColumn('affiliate', 'affiliateId', label), { affiliateId: null }),
    orNone(toColumn('expires_at', 'expiresAt', deadline), { expiresAt: null }),
    orNone(toColumn('max_redemptions', 'maxRedemptions', count), { maxRedemptions: null }),
    toColumn('first_time_order', 'firstTimeOrder', flag),
    orNone(toColumn('minimum_amount', 'minimumAmount', amount), {
      minimumAmount: null,
      minimumAmountCurrency: null,
    }),
    toColumn('minimum_amount_currency', 'minimumAmountCurrency', currency),
    orNone(customer, { limitToCustomers: false, customerId: null }),
    toColumn('limit_to_affiliate', 'limitToAffiliate', flag),
    toColumn('active', 'active', flag),
  ],
  readOnly: ['id', 'email', 'coupon', 'state', 'times_redeemed'],
  complete(values, code) {
    const { minimumAmount } = code as PromotionalCode
    const isLonely = values['minimumAmountCurrency'] != null && !('minimumAmount' in values)
    return isLonely && minimumAmount != null ? { minimumAmount, ...values } : values
  },
}

const affiliates: ValueColumns = {
  columns: [
    toColumn('first_name', 'firstName', label),
    toColumn('last_name', 'lastName', label),
    toColumn('new_email', 'email', email),
    toColumn('commission_rate', 'commissionRate', percent),
    toColumn('status', 'affiliateStatus', createChoice(affiliateStatuses)),
  ],
  readOnly: ['id', 'commission_earned', 'currency'],
}

const links: ValueColumns = {
  columns: [toColumn('new_link', 'newLink', label)],
  readOnly: ['id', 'email', 'clicks', 'referrals', 'sales', 'revenue', 'currency', 'url'],
}

const referrals: ValueColumns = {
  columns: [
    toColumn('name', 'name', label),
    toColumn('email', 'email', email),
    toColumn('external_id', 'referredUserExternalId', label),
    toColumn('new_external_id', 'referredUserExternalId', label),
    toColumn('plan', 'plan', label),
    toColumn('status', 'status', createChoice(['active', 'inactive'])),
  ],
  readOnly: ['id', 'affiliate_id', 'affiliate_name', 'affiliate_email'],
}

const sales: ValueColumns = {
  columns: [
    toColumn('name', 'name', label),
    toColumn('email', 'email', email),
    toColumn('amount', 'totalEarned', amount),
    toColumn('commission', 'commissionEarned', amount),
    toColumn('commission_rate', 'commissionRate', percent),
  ],
  readOnly: [
    'id',
    'external_id',
    'created_at',
    'affiliate_id',
    'affiliate_name',
    'affiliate_email',
    'currency',
    'status',
  ],
  exclusive: ['commission', 'commission_rate'],
}

/** The columns that a file of changes can have, for each collection. */
export const valueColumns: Readonly<Record<ChangeCollection, ValueColumns>> = {
  coupons,
  codes,
  affiliates,
  links,
  referrals,
  sales,
}
