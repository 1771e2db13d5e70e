import type { CouponFilter } from '@referly-kit/types'
import { isUuid } from '../domain/identifiers.js'
import type { CouponStore } from '../domain/ports.js'
import { readCodePieces, readFirstCodes } from './coupon-codes.js'
import {
  readCoupons,
  readStoredCoupons,
  toCurrentCoupon,
  toCouponChange,
  toCouponRow,
  type PlainCoupon,
} from './coupon-rows.js'
import type { DeletedCoupons } from './deleted-coupons.js'
import type { EmbeddedRecords } from './embedded-records.js'
import { readPages, toPageConditions } from './pages.js'
import { equals, equalsId, updateRow } from './statements.js'
import type { TenantSession } from './tenant.js'
import { addEvents, changeRows, insertWithEvent } from './webhook-events.js'

/** Services that the coupons of all programs share. */
export interface CouponServices {
  readonly embedded: EmbeddedRecords
  readonly deletedCoupons: DeletedCoupons
}

/** Creates the storage of one program's coupons. */
export function createCouponStore(
  tenant: TenantSession,
  { embedded, deletedCoupons }: CouponServices,
): CouponStore {
  const { session, programId } = tenant
  return {
    insert(coupon) {
      const inserted = { table: 'coupons', row: toCouponRow(coupon) }
      return insertWithEvent(tenant, inserted, { event: 'coupon.created' })
    },
    list: (filter) => listCoupons(tenant, filter),
    async find(id) {
      const [found] = await readCoupons(tenant, { conditions: [equalsId('id', id)] })
      return found
    },
    async findCached(id) {
      if (!isUuid(id)) return undefined
      return (await embedded.coupons.find(tenant, id.toLowerCase()))?.record
    },
    async lock(id) {
      // New codes, whose foreign key needs the coupon to stay, do not have to wait for this lock.
      const lock = 'FOR NO KEY UPDATE'
      const [found] = await readStoredCoupons(tenant, { conditions: [equalsId('id', id)], lock })
      return found
    },
    async update(coupon) {
      const target = { table: 'coupons', programId, id: coupon.id, hasRevision: true }
      await updateRow(session, target, toCouponChange(coupon))
      await addEvents(tenant, 'coupon.updated', [coupon.id])
      return toCurrentCoupon(coupon, tenant.clock())
    },
    async delete(id, deletedAt) {
      const name = await markAsDeleted(tenant, id, deletedAt)
      if (name !== undefined) deletedCoupons.add({ programId, id })
      return name
    },
  }
}

/** Marks a coupon as deleted, and returns its name. */
async function markAsDeleted(
  tenant: TenantSession,
  id: string,
  deletedAt: string,
): Promise<string | undefined> {
  if (!isUuid(id)) return undefined
  const text = `UPDATE coupons SET deleted_at = $3, revision = revision + 1
    WHERE program_id = $1 AND id = $2 AND deleted_at IS NULL`
  const change = { text, values: [tenant.programId, id, deletedAt] }
  const event = { event: 'coupon.deleted', shown: 'name' } as const
  const [deleted] = await changeRows(tenant, change, event)
  return deleted?.shown ?? undefined
}

async function* listCoupons(
  tenant: TenantSession,
  { id, externalId, name }: CouponFilter,
): AsyncGenerator<Uint8Array> {
  const conditions = [equalsId('id', id), equals('external_id', externalId), equals('name', name)]
  const pages = readPages({
    tenant,
    table: 'coupons',
    async read(page) {
      const selection = { conditions: [...conditions, ...toPageConditions('id', page)] }
      const found = await readCoupons(tenant, { ...selection, limit: page.limit })
      return found.map(({ coupon }) => coupon)
    },
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
