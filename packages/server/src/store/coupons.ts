import type { CouponFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import type { CouponStore } from '../domain/ports.js'
import { readCodePieces, readFirstCodes } from './coupon-codes.js'
import { readPlainCoupons, toCouponRow, type PlainCoupon } from './coupon-rows.js'
import type { EmbeddedRecords } from './embedded-records.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, insertRow } from './statements.js'
import type { TenantSession } from './tenant.js'

/** Creates the storage of one program's coupons. */
export function createCouponStore(tenant: TenantSession, embedded: EmbeddedRecords): CouponStore {
  const { session, programId } = tenant
  return {
    insert: (coupon) => insertRow(session, 'coupons', toCouponRow(coupon)),
    list: (filter) => listCoupons(tenant, filter),
    async find(id) {
      if (!isUuid(id)) return undefined
      return (await embedded.coupons.find(tenant, id.toLowerCase()))?.record
    },
    async readRedemptions(id) {
      const text = 'SELECT times_redeemed FROM coupons WHERE program_id = $1 AND id = $2'
      const [row] = await session.query<{ times_redeemed: number }>(text, [programId, id])
      return row?.times_redeemed ?? 0
    },
  }
}

async function* listCoupons(
  tenant: TenantSession,
  { id, externalId, name }: CouponFilter,
): AsyncGenerator<Uint8Array> {
  const conditions = [equalsId('id', id), equals('external_id', externalId), equals('name', name)]
  const pages = readPages({
    tenant,
    table: 'coupons',
    read: (page) =>
      readPlainCoupons(tenant, [...conditions, ...toPageConditions('id', page)], page.limit),
  })
  let comma = ''
  for await (const page of pages) {
    for (let at = 0; at < page.length; at += couponsAtOnce) {
      yield* toPieces(tenant, page.slice(at, at + couponsAtOnce), comma)
      comma = ','
    }
  }
}

// With the first hundred codes of each, this is about half a megabyte of text.
const couponsAtOnce = 20

/** Writes coupons with few codes as one piece, and a coupon with many codes as one piece per page of codes. */
async function* toPieces(
  tenant: TenantSession,
  coupons: readonly PlainCoupon[],
  firstComma: string,
): AsyncGenerator<Uint8Array> {
  const codes = await readFirstCodes(
    tenant,
    coupons.map(({ id }) => id),
  )
  let piece = firstComma
  for (const [index, coupon] of coupons.entries()) {
    const head = JSON.stringify(coupon).slice(0, -1)
    const { json, last } = codes.get(coupon.id) ?? { json: '', last: undefined }
    piece += `${index === 0 ? '' : ','}${head},"promotionalCodes":[${json}`
    if (last !== undefined) {
      yield Buffer.from(piece)
      yield* readCodePieces(tenant, coupon.id, last)
      piece = ''
    }
    piece += ']}'
  }
  yield Buffer.from(piece)
}
