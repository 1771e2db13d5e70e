import type { ReferlyClient } from '@referly-kit/client'
import type { Affiliate, AffiliateLink, PromotionalCode, Referral, Sale } from '@referly-kit/types'
import { CliError } from '../errors.js'

/** The client of a lookup, and the signal that ends it. */
export interface RecordLookup {
  readonly client: ReferlyClient
  readonly signal: AbortSignal
}

/**
 * Reads the code with a text, in any letter case, or an ID.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readCode(
  reference: string,
  { client, signal }: RecordLookup,
): Promise<PromotionalCode> {
  const { promotionalCodes } = client
  const code = reference.trim()
  const found =
    (await promotionalCodes.find({ code }, { signal })) ??
    (await promotionalCodes.find({ id: code }, { signal }))
  return found ?? fail(`No code named ${code}. To list them: referly codes list`)
}

/**
 * Reads the affiliate with an email address or an ID.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readAffiliate(
  reference: string,
  { client, signal }: RecordLookup,
): Promise<Affiliate> {
  const own = reference.trim()
  const key = own.includes('@') ? { email: own } : { id: own }
  const found = await client.affiliates.find(key, { signal })
  return (
    found ??
    fail(`No affiliate with the ID or email address ${own}. To list them: referly affiliates list`)
  )
}

/**
 * Refuses an affiliate that does not exist, when a list of their records is empty.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function assertAffiliate(
  reference: string | undefined,
  records: readonly unknown[],
  lookup: RecordLookup,
): Promise<void> {
  if (reference !== undefined && records.length === 0) await readAffiliate(reference, lookup)
}

/**
 * Reads the link with a text or an ID.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readLink(
  reference: string,
  { client, signal }: RecordLookup,
): Promise<AffiliateLink> {
  const link = reference.trim()
  const found =
    (await client.links.find({ link }, { signal })) ??
    (await client.links.find({ id: link }, { signal }))
  return found ?? fail(`No link named ${link}. To list them: referly links list`)
}

/**
 * Reads the referral with an ID or an external ID.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readReferral(
  reference: string,
  { client, signal }: RecordLookup,
): Promise<Referral> {
  const id = reference.trim()
  const found =
    (await client.referrals.find({ id }, { signal })) ??
    (await client.referrals.find({ externalId: id }, { signal }))
  return (
    found ??
    fail(`No referral with the ID or external ID ${id}. To list them: referly referrals list`)
  )
}

/** The words that identify a sale. Its external ID can look like an ID, so each has its own place. */
export interface SaleReference {
  readonly id: string | undefined
  readonly externalId: string | undefined
}

/**
 * Reads the sale with an ID or an external ID.
 *
 * @throws CliError `INVALID_USAGE` unless exactly one is given, `NOT_FOUND`
 */
export async function readSale(
  { id, externalId }: SaleReference,
  { client, signal }: RecordLookup,
): Promise<Sale> {
  if ((id === undefined) === (externalId === undefined)) {
    throw new CliError('INVALID_USAGE', 'Pass either the ID of the sale or --external-id.')
  }
  if (id === undefined) {
    const found = await client.sales.find({ saleExternalId: externalId ?? '' }, { signal })
    return (
      found ?? fail(`No sale with the external ID ${externalId}. To list them: referly sales list`)
    )
  }
  if (!/^\d{1,15}$/.test(id)) {
    const hint = 'Pass your own ID with --external-id.'
    const problem = { field: '<id>', expected: 'a whole number', received: `"${id}"`, hint }
    throw new CliError('INVALID_USAGE', problem)
  }
  const found = await client.sales.find({ id: Number(id) }, { signal })
  return found ?? fail(`No sale with the ID ${id}. To list them: referly sales list`)
}

function fail(message: string): never {
  throw new CliError('NOT_FOUND', message)
}
