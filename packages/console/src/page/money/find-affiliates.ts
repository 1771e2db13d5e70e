import { referly } from '../api.js'

/** The affiliates of some addresses, and the addresses that belong to none with a balance. */
export interface FoundAffiliates {
  readonly ids: readonly string[]
  readonly unknown: readonly string[]
}

/** Finds the affiliates with some email addresses. */
export async function findAffiliates(emails: readonly string[]): Promise<FoundAffiliates> {
  const found = await Promise.all(
    emails.map(async (email) => {
      const { data } = await referly.kit.balances.list({ affiliateEmail: email, limit: 1 })
      return { email, id: data[0]?.affiliateId }
    }),
  )
  return {
    ids: found.flatMap(({ id }) => (id === undefined ? [] : [id])),
    unknown: found.flatMap(({ id, email }) => (id === undefined ? [email] : [])),
  }
}
