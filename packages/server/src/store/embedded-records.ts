import { LRUCache } from 'lru-cache'
import type { Clock } from '../domain/identifiers.js'
import type { AffiliateIdentity, StoredCoupon } from '../domain/records.js'
import { readIdentities } from './affiliate-rows.js'
import { readCoupons, toLastInstant } from './coupon-rows.js'
import type { TenantSession } from './tenant.js'

/** A record with its JSON as it is embedded in a promotional code. */
export interface EmbeddedRecord<T> {
  readonly programId: string
  readonly record: T
  readonly json: string
  /** The last instant until which the record stays as it was read, in milliseconds. */
  readonly lastInstant: number | undefined
}

/** A reference to a record, with the revision that it had when the row was read. */
export interface Reference {
  readonly id: string
  readonly revision: number
}

type EmbeddedById<T> = Promise<ReadonlyMap<string, EmbeddedRecord<T>>>

/** A cached reader of one kind of embedded records. */
export interface EmbeddedReader<T> {
  /** Returns a record from the cache, without a query, unless the cached one has another revision. */
  peek(programId: string, reference: Reference): EmbeddedRecord<T> | undefined
  /** Reads records. Those that do not exist are left out. */
  read(tenant: TenantSession, references: Iterable<Reference>): EmbeddedById<T>
  /** Reads one record, in whatever revision is cached. */
  find(tenant: TenantSession, id: string): Promise<EmbeddedRecord<T> | undefined>
  /** Removes a record from the cache. */
  forget(id: string): void
}

/**
 * Coupons and affiliates that are embedded in promotional codes.
 *
 * Each row of a code is read with the revisions of its coupon and its affiliate, so that a cached record which was
 * changed since, in this process or another, is read again. What is read inside a transaction is not cached: the
 * transaction may be rolled back.
 */
export interface EmbeddedRecords {
  readonly coupons: EmbeddedReader<StoredCoupon>
  readonly affiliates: EmbeddedReader<AffiliateIdentity>
}

// Characters of JSON. With the object next to it, an entry takes about three times as many bytes.
const maxSize = 8 * 1024 * 1024

/** Creates the cached readers of one server. */
export function createEmbeddedRecords(clock: Clock): EmbeddedRecords {
  return {
    coupons: createReader(clock, {
      read: (tenant, ids) => readCoupons(tenant, { conditions: [['id = ANY(?::uuid[])', ids]] }),
      toId: ({ coupon }) => coupon.id,
      toJson: ({ coupon }) => JSON.stringify(coupon),
      toLastInstant: ({ coupon }) => (coupon.valid ? toLastInstant(coupon) : undefined),
    }),
    affiliates: createReader(clock, {
      read: (tenant, ids) =>
        readIdentities(tenant, { conditions: [['a.id = ANY(?::uuid[])', ids]] }),
      toId: ({ id }) => id,
      toJson: ({ id, firstName, lastName, email }) =>
        JSON.stringify({ id, firstName, lastName, email }),
      toLastInstant: () => undefined,
    }),
  }
}

interface Source<T> {
  read(tenant: TenantSession, ids: readonly string[]): Promise<readonly T[]>
  toId(record: T): string
  toJson(record: T): string
  /** Returns the last instant until which the record stays as it was read, in milliseconds. */
  toLastInstant(record: T): number | undefined
}

function createReader<T extends { readonly revision: number }>(
  clock: Clock,
  source: Source<T>,
): EmbeddedReader<T> {
  const cache = new LRUCache<string, EmbeddedRecord<T>>({ maxSize })
  const peek = (
    programId: string,
    id: string,
    revision?: number,
  ): EmbeddedRecord<T> | undefined => {
    const embedded = cache.get(id)
    // The id came with a request, and must not find a record of another program.
    if (embedded?.programId !== programId) return undefined
    if (revision !== undefined && revision !== embedded.record.revision) return undefined
    return (embedded.lastInstant ?? Infinity) < clock().getTime() ? undefined : embedded
  }
  const readMissing = (tenant: TenantSession, ids: readonly string[]): EmbeddedById<T> =>
    readEmbedded({ source, cache }, tenant, ids)
  return {
    peek: (programId, { id, revision }) => peek(programId, id, revision),
    async read(tenant, references) {
      const found = new Map<string, EmbeddedRecord<T>>()
      const missing: string[] = []
      for (const reference of references) {
        const embedded = peek(tenant.programId, reference.id, reference.revision)
        if (embedded === undefined) missing.push(reference.id)
        else found.set(reference.id, embedded)
      }
      const read = missing.length === 0 ? [] : await readMissing(tenant, missing)
      return new Map([...found, ...read])
    },
    find: async (tenant, id) =>
      peek(tenant.programId, id) ?? (await readMissing(tenant, [id])).get(id),
    forget: (id) => void cache.delete(id),
  }
}

/** Reads records, and keeps them in the cache unless a transaction may still be rolled back. */
async function readEmbedded<T>(
  {
    source,
    cache,
  }: { readonly source: Source<T>; readonly cache: LRUCache<string, EmbeddedRecord<T>> },
  tenant: TenantSession,
  ids: readonly string[],
): EmbeddedById<T> {
  const found = new Map<string, EmbeddedRecord<T>>()
  for (const record of await source.read(tenant, ids)) {
    const embedded = toEmbedded(source, tenant.programId, record)
    const id = source.toId(record)
    if (tenant.isTransaction !== true) cache.set(id, embedded, { size: embedded.json.length })
    found.set(id, embedded)
  }
  return found
}

function toEmbedded<T>(source: Source<T>, programId: string, record: T): EmbeddedRecord<T> {
  const [json, lastInstant] = [source.toJson(record), source.toLastInstant(record)]
  return { programId, record, json, lastInstant }
}
