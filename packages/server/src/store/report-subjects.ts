import type { ReportSubject } from '@referly-kit/types'

/** The columns of a subject, and the tables that have its name. */
export interface SubjectSql {
  /** Its id in a sale `s`. */
  readonly sale: string
  /** Its id in a referral `r`, whose code is `c`. */
  readonly referral: string
  readonly type: 'uuid' | 'text'
  readonly name: string
  /** Table and alias. */
  readonly tables: readonly (readonly [table: string, alias: string])[]
}

/** The SQL of all subjects. */
export const subjects: Readonly<Record<ReportSubject, SubjectSql>> = {
  COUPON: {
    sale: 's.coupon_id',
    referral: 'c.coupon_id',
    type: 'uuid',
    name: 'n.name',
    tables: [['coupons', 'n']],
  },
  CODE: {
    sale: 's.promotional_code_id',
    referral: 'r.promotional_code_id',
    type: 'uuid',
    // A sale keeps the text of its code, for codes that were deleted.
    name: `COALESCE(n.code,
      (SELECT f.promo_code FROM sales f
      WHERE f.program_id = $1 AND f.promotional_code_id = g.id ORDER BY f.created_at LIMIT 1))`,
    tables: [['promotional_codes', 'n']],
  },
  AFFILIATE: {
    sale: 's.affiliate_id',
    referral: 'r.affiliate_id',
    type: 'uuid',
    name: `COALESCE(n.first_name || ' ' || n.last_name, d.first_name || ' ' || d.last_name)`,
    tables: [
      ['affiliates', 'n'],
      ['deleted_affiliates', 'd'],
    ],
  },
  LINK: {
    sale: 's.affiliate_link_id',
    referral: 'r.affiliate_link_id',
    type: 'uuid',
    name: 'n.link',
    tables: [['affiliate_links', 'n']],
  },
  PRODUCT: {
    sale: `s.product->>'productId'`,
    referral: 'NULL',
    type: 'text',
    name: 'g.id',
    tables: [],
  },
}
