import type { Coupon } from '@referly-kit/types'
import { LRUCache } from 'lru-cache'
import type { Clock } from '../domain/identifiers.js'
import type { AffiliateIdentity } from '../domain/records.js'
import { readIdentities } from './affiliate-rows.js'
import { readPlainCoupons, toLastInstant } from './coupon-rows.js'
import type { TenantSession } from './tenant.js'

/** A record with its JSON as it is embedded in a promotional code. */
export interface EmbeddedRecord<T> {
  readonly programId: string
  readonly record: T
  readonly json: string
  /** The last instant at which the record is as it was read, in milliseconds. */
  readonly lastInstant: number | undefined
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

/** Coupons and affiliates that promotional codes are shown with. Only time changes them, so they can be cached. */
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
export function createEmbeddedRecords(clock: Clock): EmbeddedRecords {
  const coupons: Cache<Coupon> = new LRUCache({ maxSize })
  const affiliates: Cache<AffiliateIdentity> = new LRUCache({ maxSize })
  return {
    coupons: createReader({ cache: coupons, clock }, (tenant, ids) =>
      readPlainCoupons(tenant, [['id = ANY(?::uuid[])', ids]]),
    ),
    affiliates: createReader({ cache: affiliates, clock }, (tenant, ids) =>
      readIdentities(tenant, [['id = ANY(?::uuid[])', ids]]),
    ),
    forget() {
      coupons.clear()
      affiliates.clear()
    },
  }
}

function createReader<T extends Coupon | AffiliateIdentity>(
  { cache, clock }: { readonly cache: Cache<T>; readonly clock: Clock },
  readMissing: (tenant: TenantSession, ids: readonly string[]) => Promise<readonly T[]>,
): EmbeddedReader<T> {
  const peek = (programId: string, id: string): EmbeddedRecord<T> | undefined => {
    const embedded = cache.get(id)
    // The id came with a request, and must not find a record of another program.
    if (embedded?.programId !== programId) return undefined
    const { lastInstant } = embedded
    return lastInstant !== undefined && lastInstant < clock().getTime() ? undefined : embedded
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
      const embedded = {
        programId: tenant.programId,
        record,
        json: toEmbeddedJson(record),
        lastInstant: 'valid' in record && record.valid ? toLastInstant(record) : undefined,
      }
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
