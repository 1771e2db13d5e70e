import type { ReferlyClient } from '@referly-kit/client'
import type { Coupon } from '@referly-kit/types'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import type { Connection } from './connection.js'

/** The connection of a lookup. */
export interface CouponLookup {
  readonly client: ReferlyClient
  readonly baseUrl: string
  readonly signal: AbortSignal
}

/** Creates a lookup over a connection. */
export async function createCouponLookup(
  connection: Connection,
  { signal }: Context,
): Promise<CouponLookup> {
  const { createClient } = await import('./client.js')
  return { client: createClient(connection), baseUrl: connection.baseUrl, signal }
}

/**
 * Reads the coupon with an ID or a name.
 *
 * @throws CliError `INVALID_USAGE` when no coupon has it, or several have the name
 */
export async function readCoupon(reference: string, lookup: CouponLookup): Promise<Coupon> {
  const coupon = await findCoupon(reference, lookup)
  if (coupon !== undefined) return coupon
  throw new CliError(
    'INVALID_USAGE',
    `No coupon has the ID or name ${reference.trim()} at ${lookup.baseUrl}. To list the coupons: referly coupons list`,
  )
}

/**
 * Finds the coupon with an ID or a name. The name may be in any letter case, unless that makes it ambiguous.
 *
 * @throws CliError `INVALID_USAGE` when several coupons have the name
 */
export async function findCoupon(
  reference: string,
  lookup: CouponLookup,
): Promise<Coupon | undefined> {
  const wanted = reference.trim()
  assertReference(wanted)
  const found = await lookup.client.coupons.find({ id: wanted }, { signal: lookup.signal })
  if (found !== undefined) return found
  const named = await findNamedCoupons(wanted, lookup)
  const [coupon] = named
  if (coupon === undefined || named.length === 1) return coupon
  const ids = named.map(({ id }) => id).join(', ')
  const message = `${named.length} coupons are named ${coupon.name}. Pass the ID of one of them: ${ids}`
  throw new CliError('INVALID_USAGE', message)
}

/** Refuses an empty reference to a coupon. */
export function assertReference(reference: string): void {
  if (reference.trim() !== '') return
  const hint = 'To list the coupons: referly coupons list'
  const problem = { field: '--coupon', expected: 'the ID or name of a coupon', received: 'empty' }
  throw new CliError('INVALID_USAGE', { ...problem, hint })
}

/** Finds the coupons with a name: those in the same letter case, or else those in any. */
export async function findNamedCoupons(
  name: string,
  { client, signal }: CouponLookup,
): Promise<readonly Coupon[]> {
  const similar: Coupon[] = []
  for await (const coupon of client.coupons.iterate({}, { signal })) {
    if (toNameKey(coupon.name) === toNameKey(name)) similar.push(coupon)
  }
  const exact = similar.filter((coupon) => coupon.name.trim() === name.trim())
  return exact.length > 0 ? exact : similar
}

function toNameKey(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}
