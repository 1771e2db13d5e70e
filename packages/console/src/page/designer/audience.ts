import type { AffiliateRow } from '@referly-kit/csv'
import type { AffiliateSummary } from '@referly-kit/types'
import type { Person } from './design.js'

/**
 * The affiliates that a design is for: active ones without a code of the coupon, all active ones, or those in a list.
 */
export type AudienceKind = 'without' | 'all' | 'list' | 'file'

/** The choice of affiliates in a list. */
export interface AudienceChoice {
  readonly kind: AudienceKind
  /** Pasted text with email addresses. */
  readonly pasted: string
  /** The rows of a file. */
  readonly rows?: readonly AffiliateRow[]
}

/** The chosen affiliates, and those that are left out. */
export interface Audience {
  readonly people: readonly Person[]
  /** Pasted addresses that do not belong to an affiliate. */
  readonly unknown: readonly string[]
  /** Rows of the file whose affiliates do not exist. */
  readonly missing: readonly AffiliateRow[]
  /** The number of affiliates in the file who already have a code of the coupon. */
  readonly skipped: number
}

/** An empty audience. */
export const nobody: Audience = { people: [], unknown: [], missing: [], skipped: 0 }

const address: RegExp = /[^\s,;<>"']+@[^\s,;<>"']+/g

/**
 * Returns the affiliates in a pasted list or a file, whether they are active or not.
 *
 * A pasted list may be anything with addresses in it: a column of a sheet, recipients of an email. As with `codes
 * push`, affiliates in a file get no second code of the coupon.
 *
 * @param owners the affiliates who have a code of the coupon
 */
export function toAudience(
  { kind, pasted, rows = [] }: AudienceChoice,
  affiliates: readonly AffiliateSummary[],
  owners: ReadonlySet<string>,
): Audience {
  return kind === 'file' ? toFiled(rows, affiliates, owners) : toListed(pasted, affiliates)
}

/** Names are those in the file, which may be the ones that an affiliate goes by. */
function toFiled(
  rows: readonly AffiliateRow[],
  affiliates: readonly AffiliateSummary[],
  owners: ReadonlySet<string>,
): Audience {
  const byEmail = new Map(affiliates.map((one) => [one.email.toLowerCase(), one]))
  const found = rows.map((row) => ({ row, known: byEmail.get(row.email.toLowerCase()) }))
  const people = found.flatMap(({ row, known }) => {
    if (known === undefined || owners.has(known.id)) return []
    const { firstName, lastName, extras } = row
    return [{ id: known.id, firstName, lastName, email: known.email, extras }]
  })
  const missing = found.flatMap(({ row, known }) => (known === undefined ? [row] : []))
  return { people, unknown: [], missing, skipped: rows.length - people.length - missing.length }
}

function toListed(pasted: string, affiliates: readonly AffiliateSummary[]): Audience {
  const byEmail = new Map(affiliates.map((one) => [one.email.toLowerCase(), one]))
  const emails = new Set(pasted.toLowerCase().match(address) ?? [])
  const found = [...emails].map((email) => [email, byEmail.get(email)] as const)
  return {
    ...nobody,
    people: found.flatMap(([, one]) => (one === undefined ? [] : [one])),
    unknown: found.flatMap(([email, one]) => (one === undefined ? [email] : [])),
  }
}
