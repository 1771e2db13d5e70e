import type { ReferlyClient } from '@referly-kit/client'
import type { Affiliate, AffiliateLink, PromotionalCode, Referral, Sale } from '@referly-kit/types'
import { CliError } from '../errors.js'
import { toAddress } from './addresses.js'

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
  const own = toAddress(reference)
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
export interface SaleWords {
  readonly id: string | undefined
  readonly externalId: string | undefined
}

/** The ID or the external ID of a sale. */
export type SaleKey = { readonly id: number } | { readonly externalId: string }

/** Parts of the error about an invalid ID of a sale. */
export interface SaleIdProblem {
  readonly field: string
  readonly hint: string
}

/**
 * Returns the ID of a sale that was passed as a word.
 *
 * @throws CliError `INVALID_USAGE` unless it is a number
 */
export function toSaleId(
  word: string,
  { field, hint }: SaleIdProblem = { field: '<sale>', hint: 'To list them: referly sales list' },
): number {
  if (/^\d{1,15}$/.test(word)) return Number(word)
  const problem = {
    field,
    expected: 'the ID of a sale, a whole number',
    received: `"${word}"`,
    hint,
  }
  throw new CliError('INVALID_USAGE', problem)
}

/**
 * Returns the key of a sale.
 *
 * @throws CliError `INVALID_USAGE` unless exactly one is given, and the ID is a number
 */
export function toSaleKey({ id, externalId }: SaleWords): SaleKey {
  if (id !== undefined && externalId === undefined) {
    return { id: toSaleId(id, { field: '<id>', hint: 'Pass your own ID with --external-id.' }) }
  }
  if (id === undefined && externalId !== undefined) return { externalId }
  throw new CliError('INVALID_USAGE', 'Pass either the ID of the sale or --external-id.')
}

/**
 * Reads the sale with an ID or an external ID.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function readSale(key: SaleKey, { client, signal }: RecordLookup): Promise<Sale> {
  const [found, name] =
    'id' in key
      ? [await client.sales.find({ id: key.id }, { signal }), `ID ${key.id}`]
      : [
          await client.sales.find({ saleExternalId: key.externalId }, { signal }),
          `external ID ${key.externalId}`,
        ]
  return found ?? fail(`No sale with the ${name}. To list them: referly sales list`)
}

function fail(message: string): never {
  throw new CliError('NOT_FOUND', message)
}
