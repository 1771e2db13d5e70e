import { referly } from '../api.js'

/** The affiliates of some addresses, and the addresses that belong to none with a balance. */
export interface FoundAffiliates {
  readonly ids: readonly string[]
  readonly unknown: readonly string[]
}

/** Up to this many addresses are looked up one by one. */
const mostLookUps = 20

/** Finds the affiliates with some email addresses, in lower case. */
export async function findAffiliates(emails: readonly string[]): Promise<FoundAffiliates> {
  const ids = emails.length > mostLookUps ? await readIds(emails) : await lookUpIds(emails)
  const found = emails.map((email) => ({ email, id: ids.get(email) }))
  return {
    ids: found.flatMap(({ id }) => (id === undefined ? [] : [id])),
    unknown: found.flatMap(({ id, email }) => (id === undefined ? [email] : [])),
  }
}

async function lookUpIds(emails: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const pages = await Promise.all(
    emails.map((affiliateEmail) => referly.kit.balances.list({ affiliateEmail, limit: 1 })),
  )
  const found = emails.map((email, index) => [email, pages[index]?.data[0]?.affiliateId] as const)
  return new Map(found.flatMap(([email, id]) => (id === undefined ? [] : [[email, id] as const])))
}

/** Reads the balances until all addresses are found: at most 100 requests for 100,000 affiliates. */
async function readIds(emails: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(emails)
  const ids = new Map<string, string>()
  for await (const { email, affiliateId } of referly.kit.balances.iterate({ limit: 1000 })) {
    const key = email?.toLowerCase()
    if (key === undefined || !wanted.has(key)) continue
    ids.set(key, affiliateId)
    if (ids.size === wanted.size) break
  }
  return ids
}
