/** The columns of the table of programs. */
export const programColumns = {
  id: { name: 'program_id', kind: 'uuid' },
  name: { name: 'name', kind: 'text' },
  currency: { name: 'currency', kind: 'text' },
  commissionRate: { name: 'commission_rate', kind: 'decimal' },
  deductTax: { name: 'deduct_tax', kind: 'boolean' },
  deductShipping: { name: 'deduct_shipping', kind: 'boolean' },
  timeZone: { name: 'time_zone', kind: 'text' },
  holdingDays: { name: 'holding_days', kind: 'integer' },
  limitToAffiliate: { name: 'limit_to_affiliate', kind: 'text' },
  refundReturnsRedemption: { name: 'refund_returns_redemption', kind: 'boolean' },
  siteUrl: { name: 'site_url', kind: 'text' },
  approval: { name: 'approval', kind: 'text' },
  minimumPayout: { name: 'minimum_payout', kind: 'decimal' },
  selfReferral: { name: 'self_referral', kind: 'text' },
} as const
