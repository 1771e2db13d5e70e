import type { AffiliateLinkRecord } from '@referly-kit/types'

/** A record or an input, as the comparison sees it. */
export type Values = Readonly<Record<string, unknown>>

/** Finds a record that an input or another record only refers to. */
export type LookUp = (
  path: '/affiliates' | '/promotional-codes' | '/referrals',
  query: Values,
) => Promise<Values | undefined>

/**
 * Returns the fields of an input that its record shows with another value. Fields that the record does not show are
 * left out, such as `tax`. An affiliate that the two name differently is looked up.
 *
 * @example
 * const input = { code: 'SAVE20', couponId: 'c1' }
 * await findDifferences(input, { code: 'save20', couponId: 'c2' }, lookUp) //=> ['couponId']
 */
export async function findDifferences(
  input: object,
  record: object,
  lookUp: LookUp,
): Promise<string[]> {
  // The boundary: both are checked objects, so any of their fields may be read.
  const sent = input as Values
  const links = toLinks(record as Values)
  const link = links.find((text) => isSame('link', sent['affiliateLink'], text)) ?? links[0]
  const shown: Values = { affiliateLink: link, ...record }
  const unequal = Object.keys(sent).filter(
    (field) => sent[field] !== undefined && !isSame(field, sent[field], shown[field]),
  )
  const naming = unequal.filter((field) => affiliateNames.test(field))
  const misnaming = naming.length ? await findMisnaming({ sent, shown, naming }, lookUp) : []
  return unequal.filter((field) =>
    naming.includes(field) ? misnaming.includes(field) : shown[field] !== undefined,
  )
}

/** Returns the texts of an affiliate's links. The first is in `link` too, which is deprecated. */
function toLinks({ link, affiliateLinks = [] }: Values): unknown[] {
  const records = affiliateLinks as readonly AffiliateLinkRecord[]
  return [link, ...records.map((record) => record.link)].filter((text) => text != null)
}

/** The fields of an input that name an affiliate. */
const affiliateNames: RegExp = /^(affiliateId|affiliateEmail|referralId|promoCode)$/

/** An input and a record whose names of an affiliate are not the same text. */
interface Naming {
  readonly sent: Values
  readonly shown: Values
  /** The fields of the input that name the affiliate. */
  readonly naming: readonly string[]
}

/** Returns the fields that name an affiliate other than the record's. */
async function findMisnaming(
  { sent, shown, naming }: Naming,
  lookUp: LookUp,
): Promise<readonly string[]> {
  const { promoCode, referralId } = sent
  const { affiliate, affiliateId } = shown
  if (affiliate === undefined && affiliateId === undefined) return []
  const code = promoCode ? await lookUp('/promotional-codes', { code: promoCode }) : undefined
  // The affiliate of a code takes precedence over the other names.
  if (code?.['affiliateId']) return code['affiliateId'] === affiliateId ? [] : ['promoCode']
  const found = affiliate ?? (affiliateId && (await lookUp('/affiliates', { id: affiliateId })))
  const affiliateFound = Object(found) as Values
  const { id, email } = affiliateFound
  const names = [affiliateId ?? id, email, ...toLinks(affiliateFound)]
  const others = naming.filter(
    (field) => field !== 'promoCode' && !names.some((name) => isSame(field, sent[field], name)),
  )
  // A sale need not show its referral.
  if (!others.includes('referralId') || shown['referralId'] !== undefined) return others
  const referral = await lookUp('/referrals', { id: referralId })
  return referral?.['affiliateId'] === affiliateId ? [] : others
}

/** The fields whose letter case the server may change, and the fields that it writes as instants. */
const caseless: RegExp = /(code|email|currency|link|status)$/i
const instants: RegExp = /(At|By)$/
const hasZone: RegExp = /Z$|[+-]\d\d:?\d\d$/i

/** In milliseconds. The server may keep whole seconds. */
const second = 1000
const hour = 3_600_000

/** Returns whether a record shows a field as it was sent. */
export function isSame(field: string, sent: unknown, shown: unknown): boolean {
  if (sent == null || shown == null) return sent === shown
  const [ours, theirs] = [toText(sent), toText(shown)]
  if (ours === theirs) return true
  if (instants.test(field)) return isSameInstant(ours, theirs)
  return caseless.test(field) && toKey(ours) === toKey(theirs)
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value.trim() : JSON.stringify(value)
}

/**
 * Returns the identity of a code or an email: without letter case and compatibility forms. `I`, `İ`, `i`, and `ı` are
 * the same letter, because English and Turkish pair them differently.
 */
function toKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().replaceAll('\u0307', '')
}

/**
 * Returns whether two texts mean the same instant. A date without a time zone may mean any instant of that day anywhere
 * on Earth: from 14 h before UTC midnight (UTC+14) to 36 h after it (UTC-12), that is 11 h ± 25 h.
 */
function isSameInstant(sent: string, shown: string): boolean {
  const later = Date.parse(shown) - Date.parse(sent)
  return hasZone.test(sent) ? Math.abs(later) < second : Math.abs(later - 11 * hour) <= 25 * hour
}
