import { toPayout } from '../domain/payouts.js'
import type {
  CodeFacts,
  EventFacts,
  JsonRow,
  LinkFacts,
  RelatedFacts,
  TotalFacts,
} from '../domain/webhook-facts.js'
import { createPayoutStore } from './payout-store.js'
import type { TenantSession } from './tenant.js'

/** The ids of the records that payloads show. */
interface Ids {
  readonly affiliates: ReadonlySet<string>
  readonly referrals: ReadonlySet<string>
  readonly coupons: ReadonlySet<string>
  /** Affiliates and coupons whose codes are shown. */
  readonly owners: ReadonlySet<string>
  /** Affiliates and referrals whose totals are shown. */
  readonly totals: {
    readonly affiliates: ReadonlySet<string>
    readonly referrals: ReadonlySet<string>
  }
  readonly payouts: ReadonlySet<string>
}

/** Reads the current records for the payloads of some events. */
export async function readRelated(
  tenant: TenantSession,
  events: readonly EventFacts[],
): Promise<RelatedFacts> {
  const { programId } = tenant
  const ids = toIds(events.filter(({ event }) => !event.endsWith('.deleted')))
  const program = 'SELECT currency FROM programs WHERE program_id = $1'
  const [[row], affiliates, links, referrals, coupons, codes, ofAffiliates, ofReferrals, payouts] =
    await Promise.all([
      tenant.session.query<{ currency: string }>(program, [programId]),
      readAffiliates(tenant, ids.affiliates),
      readLinks(tenant, ids.affiliates),
      readRows(tenant, 'referrals', ids.referrals),
      readRows(tenant, 'coupons', ids.coupons),
      readCodes(tenant, ids.owners),
      readTotals(tenant, 'affiliate_id', ids.totals.affiliates),
      readTotals(tenant, 'referral_id', ids.totals.referrals),
      readPayouts(tenant, ids.payouts),
    ])
  const totals = new Map([...ofAffiliates, ...ofReferrals])
  const currency = row?.currency ?? 'USD'
  return { programId, currency, affiliates, links, referrals, coupons, codes, totals, payouts }
}

function toIds(events: readonly EventFacts[]): Ids {
  const about = (noun: string): readonly EventFacts[] =>
    events.filter(({ event }) => event.startsWith(`${noun}.`))
  const pick = (column: string, noun: string): readonly string[] =>
    about(noun).flatMap(({ record }) => (record[column] as string | null | undefined) ?? [])
  const records = (noun: string): readonly string[] => about(noun).map(({ recordId }) => recordId)
  return {
    affiliates: new Set([
      ...records('affiliate'),
      ...pick('affiliate_id', 'referral'),
      ...pick('affiliate_id', 'sale'),
    ]),
    referrals: new Set(pick('referral_id', 'sale')),
    coupons: new Set(pick('coupon_id', 'promocode')),
    owners: new Set([...records('affiliate'), ...records('coupon')]),
    totals: { affiliates: new Set(records('affiliate')), referrals: new Set(records('referral')) },
    payouts: new Set(records('payout')),
  }
}

async function readRows(
  { session, programId }: TenantSession,
  table: 'referrals' | 'coupons',
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, JsonRow>> {
  if (ids.size === 0) return new Map()
  const text = `SELECT id, to_jsonb(${table}) AS row FROM ${table}
    WHERE program_id = $1 AND id = ANY ($2::uuid[])`
  return toMap(await session.query<{ id: string; row: JsonRow }>(text, [programId, [...ids]]))
}

/** Reads affiliates, including those that were deleted. */
async function readAffiliates(
  { session, programId }: TenantSession,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, JsonRow>> {
  if (ids.size === 0) return new Map()
  const select = (table: string): string => `SELECT id, to_jsonb(${table}) AS row FROM ${table}
    WHERE program_id = $1 AND id = ANY ($2::uuid[])`
  const text = `${select('deleted_affiliates')} UNION ALL ${select('affiliates')}`
  return toMap(await session.query<{ id: string; row: JsonRow }>(text, [programId, [...ids]]))
}

function toMap<Row>(
  rows: readonly { readonly id: string; readonly row: Row }[],
): ReadonlyMap<string, Row> {
  return new Map(rows.map(({ id, row }) => [id, row]))
}

async function readLinks(
  { session, programId }: TenantSession,
  affiliateIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly LinkFacts[]>> {
  if (affiliateIds.size === 0) return new Map()
  const text = `SELECT affiliate_id AS id,
      jsonb_agg(jsonb_build_object('id', id, 'link', link, 'created_at', created_at) ORDER BY id) AS row
    FROM affiliate_links WHERE program_id = $1 AND affiliate_id = ANY ($2::uuid[])
    GROUP BY affiliate_id`
  const values = [programId, [...affiliateIds]]
  return toMap(await session.query<{ id: string; row: readonly LinkFacts[] }>(text, values))
}

// The same number as a list of coupons shows at once.
const mostCodes = 100

/** Reads the first codes of affiliates and coupons. An id is that of one or the other. */
async function readCodes(
  { session, programId }: TenantSession,
  owners: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly CodeFacts[]>> {
  if (owners.size === 0) return new Map()
  const first = (column: string): string => `SELECT wanted.owner AS id, (
      SELECT jsonb_agg(to_jsonb(codes)) FROM (
        SELECT id, code, active, expires_at, coupon_id FROM promotional_codes
        WHERE program_id = $1 AND ${column} = wanted.owner ORDER BY id LIMIT ${mostCodes}) AS codes
    ) AS row FROM unnest($2::uuid[]) AS wanted (owner)`
  const text = `${first('affiliate_id')} UNION ALL ${first('coupon_id')}`
  const values = [programId, [...owners]]
  const rows = await session.query<{ id: string; row: readonly CodeFacts[] | null }>(text, values)
  return toMap(rows.flatMap(({ id, row }) => (row === null ? [] : { id, row })))
}

interface TotalRow {
  readonly id: string
  readonly referrals: string
  readonly revenue_minor: string
  readonly commission_minor: string
}

async function readTotals(
  { session, programId }: TenantSession,
  column: 'affiliate_id' | 'referral_id',
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, TotalFacts>> {
  if (ids.size === 0) return new Map()
  const sum = (expression: string): string => `(SELECT coalesce(sum(${expression}), 0) FROM sales s
    WHERE s.program_id = $1 AND s.${column} = wanted.id AND s.status = 'ACTIVE')`
  const referrals =
    column === 'referral_id'
      ? '0'
      : '(SELECT count(*) FROM referrals r WHERE r.program_id = $1 AND r.affiliate_id = wanted.id)'
  const text = `SELECT wanted.id, ${referrals} AS referrals, ${sum('s.total_minor')} AS revenue_minor,
    ${sum('s.commission_minor')} AS commission_minor FROM unnest($2::uuid[]) AS wanted (id)`
  const rows = await session.query<TotalRow>(text, [programId, [...ids]])
  return new Map(
    rows.map((row) => [
      row.id,
      {
        referrals: Number(row.referrals),
        revenueMinor: Number(row.revenue_minor),
        commissionMinor: Number(row.commission_minor),
      },
    ]),
  )
}

async function readPayouts(
  tenant: TenantSession,
  ids: ReadonlySet<string>,
): Promise<RelatedFacts['payouts']> {
  const payouts = createPayoutStore(tenant)
  const found = await Promise.all([...ids].map((id) => payouts.find(id)))
  return new Map(found.flatMap((payout) => (payout ? [[payout.id, toPayout(payout)]] : [])))
}
