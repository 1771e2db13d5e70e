import type { AffiliateSummary } from '@referly-kit/types'
import type { CodeRow } from '../records/collections.js'

/** The affiliates that a design is for. */
export type AudienceKind = 'without' | 'all' | 'list'

/** The choice of affiliates. */
export interface AudienceChoice {
  readonly kind: AudienceKind
  readonly couponId: string
  /** Pasted text with email addresses. */
  readonly pasted: string
}

/** The chosen affiliates, and the pasted addresses that belong to none. */
export interface Audience {
  readonly people: readonly AffiliateSummary[]
  readonly unknown: readonly string[]
}

const address: RegExp = /[^\s,;<>"']+@[^\s,;<>"']+/g

/**
 * Returns the affiliates that a choice means. Only active ones, unless they are in a pasted list.
 *
 * A pasted list may be anything with addresses in it: a column of a sheet, a CSV file, recipients of an email.
 */
export function toAudience(
  { kind, couponId, pasted }: AudienceChoice,
  affiliates: readonly AffiliateSummary[],
  codes: readonly CodeRow[],
): Audience {
  if (kind === 'list') return toListed(pasted, affiliates)
  const active = affiliates.filter(({ status }) => status === 'ACTIVE')
  if (kind === 'all') return { people: active, unknown: [] }
  const owners = new Set(
    codes.filter((code) => code.couponId === couponId).map(({ affiliateId }) => affiliateId),
  )
  return { people: active.filter(({ id }) => !owners.has(id)), unknown: [] }
}

function toListed(pasted: string, affiliates: readonly AffiliateSummary[]): Audience {
  const byEmail = new Map(affiliates.map((one) => [one.email.toLowerCase(), one]))
  const emails = new Set(pasted.toLowerCase().match(address) ?? [])
  const found = [...emails].map((email) => [email, byEmail.get(email)] as const)
  return {
    people: found.flatMap(([, one]) => (one === undefined ? [] : [one])),
    unknown: found.flatMap(([email, one]) => (one === undefined ? [email] : [])),
  }
}
