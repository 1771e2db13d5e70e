import type {
  AffiliateSelection,
  BalanceKey,
  BalancePage,
  BalanceRecord,
  BalanceTotalRecord,
  StatementRecord,
} from '../domain/ledger-ports.js'
import type { BalanceAmounts } from '../domain/ledger/entries.js'
import { toEmailKey } from './columns.js'
import type { SqlValue } from './database.js'
import type { TenantSession } from './tenant.js'

/** A balance as queries return it; sums are text. */
interface BalanceRow {
  readonly affiliate_id: string
  readonly currency: string
  readonly name: string
  readonly email: string
  readonly held: string
  readonly pending: string
  readonly payable: string
  readonly in_payout: string
  readonly paid: string
}

/** Name and email of an affiliate, even of a deleted one. */
export const payeeColumns = `coalesce(a.first_name || ' ' || a.last_name, d.first_name || ' ' || d.last_name, '') AS name,
  coalesce(a.email, d.email, '') AS email`

/** The joins for `payeeColumns`, for a table whose alias is `b`. */
export const payeeJoins = `LEFT JOIN affiliates a ON a.program_id = $1 AND a.id = b.affiliate_id
  LEFT JOIN deleted_affiliates d ON d.program_id = $1 AND d.id = b.affiliate_id`

/** Returns the totals of a balance at a given time, up to entries of another time. */
function toSums(prefix: string, at: string, filter: string): string {
  const sum = (column: string, condition = 'true'): string =>
    `coalesce(sum(${column}) FILTER (WHERE ${filter} AND ${condition}), 0)`
  const later = sum('owed_minor', `due_at > ${at}`)
  return `${sum('held_minor')} AS ${prefix}held, ${sum('held_minor')} + ${later} AS ${prefix}pending,
    ${sum('owed_minor', `due_at <= ${at}`)} AS ${prefix}payable,
    ${sum('in_payout_minor')} AS ${prefix}in_payout, ${sum('paid_minor')} AS ${prefix}paid`
}

/** Lists balances by affiliate and currency. */
export async function listBalances(
  tenant: TenantSession,
  selection: AffiliateSelection,
  { after, limit, at }: BalancePage & { readonly at: string },
): Promise<readonly BalanceRecord[]> {
  const rows = await readGroups<BalanceRow>(tenant, {
    sums: toSums('', '$2', 'true'),
    values: [at],
    where: (bind) => toConditions(bind, selection, after),
    limit,
  })
  return rows.map((row) => ({ ...toAffiliate(row), ...toAmounts(row) }))
}

/** Adds up the balances of all affiliates by currency. */
export async function sumBalances(
  { session, programId }: TenantSession,
  at: string,
): Promise<readonly BalanceTotalRecord[]> {
  const text = `SELECT currency, count(DISTINCT affiliate_id) AS affiliates, ${toSums('', '$2', 'true')}
    FROM ledger_entries WHERE program_id = $1 GROUP BY currency ORDER BY currency`
  const rows = await session.query<BalanceRow & { affiliates: string }>(text, [programId, at])
  return rows.map((row) => ({
    currency: row.currency,
    affiliates: Number(row.affiliates),
    ...toAmounts(row),
  }))
}

const kindSums = `
  coalesce(sum(owed_minor) FILTER (WHERE kind = 'EARNED'), 0) AS k_earned,
  coalesce(sum(held_minor) FILTER (WHERE kind = 'HELD'), 0) AS k_held,
  coalesce(sum(owed_minor) FILTER (WHERE kind = 'RELEASED'), 0) AS k_released,
  coalesce(sum(held_minor + owed_minor) FILTER (WHERE kind = 'DECLINED'), 0) AS k_declined,
  coalesce(sum(held_minor + owed_minor) FILTER (WHERE kind = 'REFUNDED'), 0) AS k_refunded,
  coalesce(sum(owed_minor) FILTER (WHERE kind = 'CLAWED_BACK'), 0) AS k_clawed_back,
  coalesce(sum(held_minor + owed_minor) FILTER (WHERE kind = 'ADJUSTED'), 0) AS k_adjusted,
  coalesce(sum(in_payout_minor) FILTER (WHERE kind = 'IN_PAYOUT'), 0) AS k_in_payout,
  coalesce(sum(owed_minor) FILTER (WHERE kind = 'PAYOUT_FAILED'), 0) AS k_payout_failed,
  coalesce(sum(paid_minor) FILTER (WHERE kind = 'PAID'), 0) AS k_paid`.replaceAll(
  '(WHERE kind',
  '(WHERE created_at >= $2 AND kind',
)

type KindSum = keyof StatementRecord['sums']
type StatementRow = BalanceRow & Readonly<Record<`opening_${string}` | `k_${string}`, string>>

/** Lists statements by affiliate and currency. `end` is not part of the period. */
export async function listStatements(
  tenant: TenantSession,
  selection: AffiliateSelection,
  { after, limit, start, end }: BalancePage & { readonly start: string; readonly end: string },
): Promise<readonly StatementRecord[]> {
  const rows = await readGroups<StatementRow>(tenant, {
    sums: `${toSums('', '$3', 'true')}, ${toSums('opening_', '$2', 'created_at < $2')}, ${kindSums}`,
    values: [start, end],
    where: (bind) => ['created_at < $3', ...toConditions(bind, selection, after)],
    limit,
  })
  return rows.map((row) => ({
    ...toAffiliate(row),
    opening: toAmounts(row, 'opening_'),
    closing: toAmounts(row),
    sums: toKindSums(row),
  }))
}

function toKindSums(row: StatementRow): StatementRecord['sums'] {
  const sum = (name: string): number => Number(row[`k_${name}`])
  const sums: Record<KindSum, number> = {
    earned: sum('earned'),
    held: sum('held'),
    released: sum('released'),
    declined: sum('declined'),
    refunded: sum('refunded'),
    clawedBack: sum('clawed_back'),
    adjusted: sum('adjusted'),
    inPayout: sum('in_payout'),
    payoutFailed: sum('payout_failed'),
    paid: sum('paid'),
  }
  return sums
}

/** Adds a value to a statement, and returns its place: `$3`. */
type Bind = (value: SqlValue) => string

interface Groups {
  readonly sums: string
  /** The values of `$2` and what follows. */
  readonly values: readonly SqlValue[]
  where(bind: Bind): readonly string[]
  readonly limit: number
}

async function readGroups<Row>(
  { session, programId }: TenantSession,
  { sums, values, where, limit }: Groups,
): Promise<readonly Row[]> {
  const all: SqlValue[] = [programId, ...values]
  const conditions = where((value) => `$${all.push(value)}`)
  const text = `SELECT b.*, ${payeeColumns} FROM (
      SELECT affiliate_id, currency, ${sums} FROM ledger_entries
      WHERE ${['program_id = $1', ...conditions].join(' AND ')}
      GROUP BY affiliate_id, currency ORDER BY affiliate_id, currency LIMIT ${limit}
    ) b ${payeeJoins} ORDER BY b.affiliate_id, b.currency`
  return session.query<Row>(text, all)
}

function toConditions(
  bind: Bind,
  { affiliateId, affiliateEmail }: AffiliateSelection,
  after: BalanceKey | undefined,
): readonly string[] {
  const conditions: string[] = []
  if (affiliateId !== undefined) conditions.push(`affiliate_id = ${bind(affiliateId)}`)
  if (affiliateEmail !== undefined) {
    const email = bind(toEmailKey(affiliateEmail))
    conditions.push(`affiliate_id = (SELECT o.id FROM affiliates o
      WHERE o.program_id = $1 AND o.email_key = ${email})`)
  }
  if (after !== undefined) {
    conditions.push(
      `(affiliate_id, currency) > (${bind(after.affiliateId)}, ${bind(after.currency)})`,
    )
  }
  return conditions
}

function toAffiliate(
  row: BalanceRow,
): Pick<BalanceRecord, 'affiliateId' | 'currency' | 'name' | 'email'> {
  const { affiliate_id: affiliateId, currency, name, email } = row
  return { affiliateId, currency, name, email }
}

function toAmounts(row: BalanceRow, prefix: 'opening_' | '' = ''): BalanceAmounts {
  const sums = row as unknown as Readonly<Record<string, string>>
  const sum = (name: string): number => Number(sums[prefix + name])
  const [pendingMinor, payableMinor] = [sum('pending'), sum('payable')]
  const [inPayoutMinor, paidMinor] = [sum('in_payout'), sum('paid')]
  const totalMinor = pendingMinor + payableMinor + inPayoutMinor + paidMinor
  return {
    pendingMinor,
    heldMinor: sum('held'),
    payableMinor,
    inPayoutMinor,
    paidMinor,
    totalMinor,
  }
}
