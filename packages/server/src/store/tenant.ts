import { toEmailKey } from './columns.js'
import type { Queryable } from './database.js'
import type { Condition } from './statements.js'

/** A database session for the data of one program. */
export interface TenantSession {
  readonly session: Queryable
  readonly programId: string
}

/** Returns the condition that a row belongs to the affiliate with an email. Without an email, there is no condition. */
export function equalsAffiliateEmail(table: string, email: string | undefined): Condition {
  if (email === undefined) return undefined
  const text = `${table}.affiliate_id = (SELECT a.id FROM affiliates a
    WHERE a.program_id = ${table}.program_id AND a.email_key = ?)`
  return [text, toEmailKey(email)]
}
