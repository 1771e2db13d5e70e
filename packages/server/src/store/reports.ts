import type { ReportStore } from '../domain/ports.js'
import type {
  NamedSubject,
  RecordedSubject,
  ReportFilter,
  SubjectSums,
  UnusedQuestion,
} from '../domain/report-records.js'
import type { Database } from './database.js'
import { readPages, toPageConditions } from './pages.js'
import { toReferralCheck, toReportStatement, toUsedStatement } from './report-statements.js'
import { equalsId, type Condition, type Where } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

/** Creates the reports on one program's sales. */
export function createReportStore(tenant: TenantSession, database: Database): ReportStore {
  const { programId } = tenant
  return {
    async sum(question) {
      // Sales alone take one step less, and PostgreSQL can estimate how many subjects they have.
      const check = toReferralCheck(programId, question)
      const found = await database.query(check.text, check.values)
      const statement = toReportStatement(programId, question, found.length > 0)
      return (await runReport<SumRow>(database, statement)).map(toSubjectSums)
    },
    listUnused: (question) => listUnused(tenant, database, question),
  }
}

// A sum by 50,000 codes needs 14 MB; with the default of 4 MB, PostgreSQL would sort a million sales on disk. Compiling
// the statement takes longer than it saves. A plan that does not depend on the dates would expect few sales. These
// settings end with the transaction.
const settings = `SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
  set_config('plan_cache_mode', 'force_custom_plan', true)`

function runReport<Row>(database: Database, { text, values }: Where): Promise<readonly Row[]> {
  return database.transaction(async (session) => {
    await session.query(settings)
    return session.query<Row>(text, values)
  })
}

interface SumRow {
  readonly place: number
  readonly id: string | null
  readonly name: string | null
  readonly sales: number
  readonly redemptions: number
  readonly revenue_minor: number
  readonly refunds_minor: number
  readonly commission_minor: number
  readonly new_customers: number
}

function toSubjectSums(row: SumRow): SubjectSums {
  return {
    place: row.place,
    id: row.id,
    name: row.name,
    redemptions: row.redemptions,
    sales: row.sales,
    revenueMinor: row.revenue_minor,
    refundsMinor: row.refunds_minor,
    commissionMinor: row.commission_minor,
    newCustomers: row.new_customers,
  }
}

/** The table of a kind of subject. */
interface SubjectTable {
  readonly table: string
  /** The column with the id, and the expression of the name. */
  readonly columns: string
  readonly toConditions: (filter: ReportFilter) => readonly Condition[]
}

const tables: Readonly<Record<RecordedSubject, SubjectTable>> = {
  COUPON: {
    table: 'coupons',
    columns: 'id, name',
    toConditions: ({ couponId }) => [equalsId('id', couponId), ['deleted_at IS NULL']],
  },
  CODE: {
    table: 'promotional_codes',
    columns: 'id, code AS name',
    toConditions: ({ couponId, promotionalCodeId, affiliateId }) => [
      equalsId('id', promotionalCodeId),
      equalsId('coupon_id', couponId),
      equalsId('affiliate_id', affiliateId),
      [
        `NOT EXISTS (SELECT FROM coupons c WHERE c.program_id = promotional_codes.program_id
          AND c.id = promotional_codes.coupon_id AND c.deleted_at IS NOT NULL)`,
      ],
    ],
  },
  AFFILIATE: {
    table: 'affiliates',
    columns: `id, first_name || ' ' || last_name AS name`,
    toConditions: ({ affiliateId }) => [equalsId('id', affiliateId)],
  },
  LINK: {
    table: 'affiliate_links',
    columns: 'id, link AS name',
    toConditions: ({ linkId, affiliateId }) => [
      equalsId('id', linkId),
      equalsId('affiliate_id', affiliateId),
    ],
  },
}

/** Reads the ids of all used subjects first, and then the records page by page. */
async function* listUnused(
  tenant: TenantSession,
  database: Database,
  question: UnusedQuestion,
): AsyncGenerator<readonly NamedSubject[]> {
  const statement = toUsedStatement(tenant.programId, question)
  const used = await runReport<{ id: string | null }>(database, statement)
  const ids = new Set(used.map(({ id }) => id))
  const { table, columns, toConditions } = tables[question.by]
  const pages = readPages<NamedSubject>({
    tenant,
    table,
    read: (page) =>
      selectRows(tenant, {
        columns,
        table,
        conditions: [...toConditions(question.filter), ...toPageConditions('id', page)],
        limit: page.limit,
      }),
  })
  for await (const page of pages) yield page.filter(({ id }) => !ids.has(id))
}
