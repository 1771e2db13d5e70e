import { toCodeKey } from '@referly-kit/codegen-structure'
import type { EmbeddedAffiliate, PromotionalCode } from '@referly-kit/types'

import type { PromotionalCodeStore } from '../domain/store.js'
import { readIdentities } from './affiliates.js'
import { readPlainCoupons } from './coupons.js'
import { readPlainCodes, toPromotionalCodeRow } from './promotional-code-rows.js'
import { equals, equalsId, insertRow } from './statements.js'
import type { TenantSession } from './tenant.js'
import { equalsAffiliateEmail } from './tenant.js'

/** Keeps the promotional codes of one programme in the database. */
export function createPromotionalCodeStore(tenant: TenantSession): PromotionalCodeStore {
  const { session, programId } = tenant
  const listKeys = async (condition: string, value: string | readonly string[]) => {
    const text = `SELECT code_key FROM promotional_codes WHERE program_id = $1 AND ${condition}`
    const rows = await session.query<{ code_key: string }>(text, [programId, value])
    return rows.map((row) => row.code_key)
  }
  return {
    insert: (code) =>
      insertRow(session, 'promotional_codes', toPromotionalCodeRow(programId, code)),
    async list(filter) {
      const codes = await readPlainCodes(tenant, [
        equalsId('id', filter.id),
        equals('code_key', filter.code === undefined ? undefined : toCodeKey(filter.code)),
        equals('external_id', filter.externalId),
        equalsId('coupon_id', filter.couponId),
        equalsId('affiliate_id', filter.affiliateId),
        equalsAffiliateEmail('promotional_codes', filter.affiliateEmail),
      ])
      return embedOwners(tenant, codes)
    },
    listTaken: (keys) => listKeys('code_key = ANY($2::text[])', keys),
    listTakenByStem: (stemKey) => listKeys('left(code_key, length($2)) = $2', stemKey),
    redeem: (code) => redeem(tenant, code),
  }
}

/** The coupon first and then the code, always, so that two redemptions cannot wait for each other. */
async function redeem(
  { session, programId }: TenantSession,
  code: PromotionalCode,
): Promise<boolean> {
  const count = async (table: string, id: string): Promise<boolean> => {
    const text = `UPDATE ${table} SET times_redeemed = times_redeemed + 1
      WHERE program_id = $1 AND id = $2
        AND (max_redemptions IS NULL OR times_redeemed < max_redemptions) RETURNING id`
    return (await session.query(text, [programId, id])).length === 1
  }
  return (await count('coupons', code.couponId)) && count('promotional_codes', code.id)
}

async function embedOwners(
  tenant: TenantSession,
  codes: readonly PromotionalCode[],
): Promise<readonly PromotionalCode[]> {
  if (codes.length === 0) return []
  const couponIds = [...new Set(codes.map(({ couponId }) => couponId))]
  const coupons = await readPlainCoupons(tenant, [['id = ANY(?::uuid[])', couponIds]])
  const couponById = new Map(coupons.map((coupon) => [coupon.id, coupon]))
  const affiliateById = await readAffiliates(tenant, codes)
  return codes.map((code) => {
    const coupon = couponById.get(code.couponId)
    const affiliate = affiliateById.get(code.affiliateId ?? '') ?? null
    return { ...code, ...(coupon === undefined ? {} : { coupon }), affiliate }
  })
}

async function readAffiliates(
  tenant: TenantSession,
  codes: readonly PromotionalCode[],
): Promise<ReadonlyMap<string, EmbeddedAffiliate>> {
  const ids = [...new Set(codes.flatMap(({ affiliateId }) => affiliateId ?? []))]
  if (ids.length === 0) return new Map()
  const affiliates = await readIdentities(tenant, [['id = ANY(?::uuid[])', ids]])
  return new Map(
    affiliates.map(({ commissionRate: _rate, ...affiliate }) => [affiliate.id, affiliate]),
  )
}
