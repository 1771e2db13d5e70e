/** A sale as a test has recorded it, amounts in cents. */
export interface ModelSale {
  readonly id: number
  readonly at: Date
  readonly code: string | null
  readonly coupon: string | null
  readonly affiliate: string
  readonly link: string | null
  readonly product: string | null
  email: string | null
  readonly referral: string | null
  totalCents: number
  refundedCents: number
  commissionCents: number
  isRedemption: boolean
}

/** A customer who signed up with a code. */
export interface ModelReferral {
  readonly at: Date
  readonly code: string
  readonly coupon: string
  readonly affiliate: string
  readonly link: string | null
}

/** Everything a program has recorded. */
export interface Model {
  readonly timeZone: string
  readonly sales: readonly ModelSale[]
  readonly referrals: readonly ModelReferral[]
}

export type Subject = 'COUPON' | 'CODE' | 'AFFILIATE' | 'LINK' | 'PRODUCT'

/** The sums of one subject in one period, amounts in cents. */
export interface ModelSums {
  redemptions: number
  sales: number
  revenue: number
  refunds: number
  commission: number
  newCustomers: number
}

const properties = {
  COUPON: 'coupon',
  CODE: 'code',
  AFFILIATE: 'affiliate',
  LINK: 'link',
  PRODUCT: 'product',
} as const

/** Returns the date that clocks of a time zone show. */
function toShownDate(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at)
}

/** A period, and the subject that its sales are limited to. */
export interface ModelPeriod {
  readonly from: string
  readonly to: string
  readonly only?: { readonly kind: 'CODE' | 'AFFILIATE'; readonly id: string } | undefined
}

/** Adds up a period record by record, a slow way that is easy to check. */
export function toModelSums(
  { timeZone, sales, referrals }: Model,
  { from, to, only }: ModelPeriod,
  by: Subject | undefined,
): ReadonlyMap<string | null, ModelSums> {
  const sums = new Map<string | null, ModelSums>()
  const isCounted = (record: ModelSale | ModelReferral): boolean => {
    const date = toShownDate(record.at, timeZone)
    const isAsked =
      only === undefined || (only.kind === 'CODE' ? record.code : record.affiliate) === only.id
    return date >= from && date <= to && isAsked
  }
  const sumsOf = (id: string | null): ModelSums => {
    const none = {
      redemptions: 0,
      sales: 0,
      revenue: 0,
      refunds: 0,
      commission: 0,
      newCustomers: 0,
    }
    const found = sums.get(id) ?? none
    sums.set(id, found)
    return found
  }
  for (const sale of sales.filter(isCounted)) {
    const own = sumsOf(by === undefined ? null : sale[properties[by]])
    own.sales++
    own.redemptions += sale.isRedemption ? 1 : 0
    own.revenue += sale.totalCents
    own.refunds += sale.refundedCents
    own.commission += sale.commissionCents
    own.newCustomers += isFirst(sale, sales) ? 1 : 0
  }
  for (const referral of referrals.filter(isCounted)) {
    const id = by === undefined || by === 'PRODUCT' ? null : referral[properties[by]]
    sumsOf(id).redemptions++
  }
  return sums
}

function isFirst(sale: ModelSale, sales: readonly ModelSale[]): boolean {
  if (sale.email === null && sale.referral === null) return false
  return !sales.some(
    ({ id, email, referral }) =>
      id < sale.id &&
      ((email !== null && email.toLowerCase() === sale.email?.toLowerCase()) ||
        (referral !== null && referral === sale.referral)),
  )
}
