import type { Queryable } from './database.js'
import { type Condition, toEmailKey } from './statements.js'

/** A session for the data of one program. */
export interface TenantSession {
  readonly session: Queryable
  readonly programId: string
}

/** A condition that the column names the affiliate with this email; none without an email. */
export function equalsAffiliateEmail(table: string, email: string | undefined): Condition {
  if (email === undefined) return undefined
  const text = `${table}.affiliate_id = (SELECT a.id FROM affiliates a
    WHERE a.program_id = ${table}.program_id AND a.email_key = ?)`
  return [text, toEmailKey(email)]
}
