import type { Coupon } from '@referly-kit/types'
import type { AffiliateIdentity } from '../domain/store.js'
import { readIdentities } from './affiliate-rows.js'
import { type BoundedCache, createBoundedCache } from './bounded-cache.js'
import { readPlainCoupons } from './coupon-rows.js'
import type { TenantSession } from './tenant.js'

/** A record with the JSON text that it is shown as inside a code. */
export interface Owner<T> {
  readonly programId: string
  readonly record: T
  readonly json: string
}

type OwnersById<T> = Promise<ReadonlyMap<string, Owner<T>>>

/** Where the owners of one kind come from. */
export interface OwnerReader<T> {
  /** What is in memory, without a look at the database. */
  peek(programId: string, id: string): Owner<T> | undefined
  /** Reads what belongs to the ids of one program; an id without a record is left out. */
  read(tenant: TenantSession, ids: Iterable<string>): OwnersById<T>
  /** The same for one id. */
  find(tenant: TenantSession, id: string): Promise<Owner<T> | undefined>
}

/** Coupons and affiliates, which codes are shown with; kept in memory as far as they fit, because none ever changes. */
export interface Owners {
  readonly coupons: OwnerReader<Coupon>
  readonly affiliates: OwnerReader<AffiliateIdentity>
  /** Drops everything, after records were removed. */
  forget(): void
}

// Characters of JSON; with the object beside it, an entry takes about three times as many bytes.
const largestSize = 8 * 1024 * 1024

/** Creates the cache of one server. */
export function createOwners(): Owners {
  const coupons = createBoundedCache<Owner<Coupon>>(largestSize)
  const affiliates = createBoundedCache<Owner<AffiliateIdentity>>(largestSize)
  return {
    coupons: createReader(coupons, (tenant, ids) =>
      readPlainCoupons(tenant, [['id = ANY(?::uuid[])', ids]]),
    ),
    affiliates: createReader(affiliates, (tenant, ids) =>
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
): OwnerReader<T> {
  const peek = (programId: string, id: string): Owner<T> | undefined => {
    const owner = cache.get(id)
    // The id came with a request: that of another program must find nothing.
    return owner?.programId === programId ? owner : undefined
  }
  const read = async (tenant: TenantSession, ids: Iterable<string>): OwnersById<T> => {
    const found = new Map<string, Owner<T>>()
    const missing = new Set<string>()
    for (const id of ids) {
      const owner = peek(tenant.programId, id)
      if (owner === undefined) missing.add(id)
      else found.set(id, owner)
    }
    if (missing.size === 0) return found
    for (const record of await readMissing(tenant, [...missing])) {
      const owner = { programId: tenant.programId, record, json: toOwnerJson(record) }
      cache.set(record.id, owner, owner.json.length)
      found.set(record.id, owner)
    }
    return found
  }
  return {
    peek,
    read,
    find: async (tenant, id) => peek(tenant.programId, id) ?? (await read(tenant, [id])).get(id),
  }
}

function toOwnerJson(record: Coupon | AffiliateIdentity): string {
  if (!('commissionRate' in record)) return JSON.stringify(record)
  const { id, firstName, lastName, email } = record
  return JSON.stringify({ id, firstName, lastName, email })
}
