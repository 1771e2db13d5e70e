import type { Coupon } from '@referly-kit/types'

import type { AffiliateIdentity } from '../domain/store.js'
import { readIdentities } from './affiliate-rows.js'
import type { BoundedCache } from './bounded-cache.js'
import { createBoundedCache } from './bounded-cache.js'
import { readPlainCoupons } from './coupon-rows.js'
import type { TenantSession } from './tenant.js'

/** A record with the JSON text that it is shown as inside a code. */
export interface Owner<T> {
  readonly programId: string
  readonly record: T
  readonly json: string
}

/** Reads what belongs to the ids of one programme; an id without a record is left out. */
type ReadOwners<T> = (
  tenant: TenantSession,
  ids: Iterable<string>,
) => Promise<ReadonlyMap<string, Owner<T>>>

/** Coupons and affiliates, which codes are shown with; kept in memory as far as they fit, because none ever changes. */
export interface Owners {
  readonly readCoupons: ReadOwners<Coupon>
  readonly readAffiliates: ReadOwners<AffiliateIdentity>
  /** Drops everything, after records were removed. */
  forget(): void
}

// Characters of JSON; with the object beside it, an entry takes about three times as many bytes.
const largestSize = 8 * 1024 * 1024

/** Makes the cache of one server. */
export function createOwners(): Owners {
  const coupons = createBoundedCache<Owner<Coupon>>(largestSize)
  const affiliates = createBoundedCache<Owner<AffiliateIdentity>>(largestSize)
  return {
    readCoupons: createReader(coupons, (tenant, ids) =>
      readPlainCoupons(tenant, [['id = ANY(?::uuid[])', ids]]),
    ),
    readAffiliates: createReader(affiliates, (tenant, ids) =>
      readIdentities(tenant, [['id = ANY(?::uuid[])', ids]]),
    ),
    forget() {
      coupons.clear()
      affiliates.clear()
    },
  }
}

function createReader<T extends Coupon | AffiliateIdentity>(
  cache: BoundedCache<Owner<T>>,
  readMissing: (tenant: TenantSession, ids: readonly string[]) => Promise<readonly T[]>,
): ReadOwners<T> {
  return async (tenant, ids) => {
    const found = new Map<string, Owner<T>>()
    const missing = new Set<string>()
    for (const id of ids) {
      const owner = cache.get(id)
      // The id came with a request: that of another programme must find nothing.
      if (owner?.programId === tenant.programId) found.set(id, owner)
      else missing.add(id)
    }
    if (missing.size === 0) return found
    for (const record of await readMissing(tenant, [...missing])) {
      const owner = { programId: tenant.programId, record, json: toOwnerJson(record) }
      cache.set(record.id, owner, owner.json.length)
      found.set(record.id, owner)
    }
    return found
  }
}

function toOwnerJson(record: Coupon | AffiliateIdentity): string {
  if (!('commissionRate' in record)) return JSON.stringify(record)
  const { id, firstName, lastName, email } = record
  return JSON.stringify({ id, firstName, lastName, email })
}
