import type { Coupon } from '@referly-kit/types'
import { LRUCache } from 'lru-cache'
import type { AffiliateIdentity } from '../domain/records.js'
import { readIdentities } from './affiliate-rows.js'
import { readPlainCoupons } from './coupon-rows.js'
import type { TenantSession } from './tenant.js'

/** A record with its JSON as it is embedded in a promotional code. */
export interface EmbeddedRecord<T> {
  readonly programId: string
  readonly record: T
  readonly json: string
}

type EmbeddedById<T> = Promise<ReadonlyMap<string, EmbeddedRecord<T>>>

/** A cached reader of one kind of embedded records. */
export interface EmbeddedReader<T> {
  /** Returns a record from the cache, without a query. */
  peek(programId: string, id: string): EmbeddedRecord<T> | undefined
  /** Reads records by id. Ids without a record are left out. */
  read(tenant: TenantSession, ids: Iterable<string>): EmbeddedById<T>
  /** Reads one record by id. */
  find(tenant: TenantSession, id: string): Promise<EmbeddedRecord<T> | undefined>
}

/** Coupons and affiliates that promotional codes are shown with. They never change, so they can be cached. */
export interface EmbeddedRecords {
  readonly coupons: EmbeddedReader<Coupon>
  readonly affiliates: EmbeddedReader<AffiliateIdentity>
  /** Clears the cache, after records were removed. */
  forget(): void
}

type Cache<T> = LRUCache<string, EmbeddedRecord<T>>

// Characters of JSON. With the object next to it, an entry takes about three times as many bytes.
const maxSize = 8 * 1024 * 1024

/** Creates the cached readers of one server. */
export function createEmbeddedRecords(): EmbeddedRecords {
  const coupons: Cache<Coupon> = new LRUCache({ maxSize })
  const affiliates: Cache<AffiliateIdentity> = new LRUCache({ maxSize })
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
  cache: Cache<T>,
  readMissing: (tenant: TenantSession, ids: readonly string[]) => Promise<readonly T[]>,
): EmbeddedReader<T> {
  const peek = (programId: string, id: string): EmbeddedRecord<T> | undefined => {
    const embedded = cache.get(id)
    // The id came with a request, and must not find a record of another program.
    return embedded?.programId === programId ? embedded : undefined
  }
  const read = async (tenant: TenantSession, ids: Iterable<string>): EmbeddedById<T> => {
    const found = new Map<string, EmbeddedRecord<T>>()
    const missing = new Set<string>()
    for (const id of ids) {
      const embedded = peek(tenant.programId, id)
      if (embedded === undefined) missing.add(id)
      else found.set(id, embedded)
    }
    if (missing.size === 0) return found
    for (const record of await readMissing(tenant, [...missing])) {
      const embedded = { programId: tenant.programId, record, json: toEmbeddedJson(record) }
      cache.set(record.id, embedded, { size: embedded.json.length })
      found.set(record.id, embedded)
    }
    return found
  }
  return {
    peek,
    read,
    find: async (tenant, id) => peek(tenant.programId, id) ?? (await read(tenant, [id])).get(id),
  }
}

function toEmbeddedJson(record: Coupon | AffiliateIdentity): string {
  if (!('commissionRate' in record)) return JSON.stringify(record)
  const { id, firstName, lastName, email } = record
  return JSON.stringify({ id, firstName, lastName, email })
}
