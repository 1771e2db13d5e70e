import type { NewSaleRecord } from '../domain/records.js'
import { toEmailKey } from './columns.js'
import type { TenantSession } from './tenant.js'

/**
 * Returns the condition that no sale `e` has the email or the referral of another one, as SQL.
 *
 * @param sale alias of the other sale
 * @param isEarlier condition that also has to hold for `e`
 */
export function toIsNewCustomer(sale: string, isEarlier = ''): string {
  const hasNone = (column: string): string =>
    `NOT EXISTS (SELECT FROM sales e WHERE e.program_id = $1 AND e.${column} = ${sale}.${column}${isEarlier})`
  return `${hasNone('email_key')} AND ${hasNone('referral_id')}`
}

/**
 * Creates the check of whether a sale is the first one of its customer, by email and by referral, among those it
 * was called with. A sale without either has no known customer.
 */
export function createFirstCheck(): (sale: Pick<NewSaleRecord, 'email' | 'referralId'>) => boolean {
  const seen = [new Set<string>(), new Set<string>()]
  return ({ email, referralId }) => {
    const keys = [email && toEmailKey(email), referralId] as const
    const isFirst = keys.every((key, index) => key === undefined || !seen[index]?.has(key))
    for (const [index, key] of keys.entries()) if (key !== undefined) seen[index]?.add(key)
    return isFirst && (email !== undefined || referralId !== undefined)
  }
}

/** The sale that has changed or was deleted, with the emails that it had before and has now. */
interface ChangedSale {
  readonly id: number
  readonly emails: readonly (string | null | undefined)[]
  readonly referralId: string | null | undefined
}

/**
 * Determines the first sale of a customer again, after one was deleted or has another email. New sales must be held, so
 * that none of the customer is being recorded.
 */
export async function recountNewCustomers(
  { session, programId }: TenantSession,
  { id, emails, referralId }: ChangedSale,
): Promise<void> {
  const isNew = `(sales.email_key IS NOT NULL OR sales.referral_id IS NOT NULL)
    AND ${toIsNewCustomer('sales', ' AND e.id < sales.id')}`
  const text = `UPDATE sales SET is_new_customer = NOT is_new_customer
    WHERE program_id = $1 AND id >= $2 AND (email_key = ANY($3::text[]) OR referral_id = $4)
      AND is_new_customer <> (${isNew})`
  const keys = emails.flatMap((email) => (email == null ? [] : [toEmailKey(email)]))
  await session.query(text, [programId, String(id), keys, referralId ?? null])
}

/** Keeps new sales waiting until the end of the transaction, because their customers may be those of a changed sale. */
export async function holdNewSales({ session, programId }: TenantSession): Promise<void> {
  await session.query('SELECT FROM sale_counters WHERE program_id = $1 FOR UPDATE', [programId])
}
