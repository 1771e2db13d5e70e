import type { ReportStore } from '../domain/ports.js'
import type {
  NamedSubject,
  RecordedSubject,
  ReportFilter,
  ReportQuestion,
  UnusedQuestion,
} from '../domain/report-records.js'
import type { Database } from './database.js'
import { readPages, toPageConditions } from './pages.js'
import { toFirstStatement, toReferralCheck, toRowStatement } from './report-statements.js'
import { toUsedStatement } from './report-sums.js'
import { equalsId, type Condition, type Where } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

/** Creates the reports on one program's sales. */
export function createReportStore(tenant: TenantSession, database: Database): ReportStore {
  const { programId } = tenant
  return {
    async listRows(question) {
      const hasReferrals = await findReferrals(database, programId, question)
      const statement = toRowStatement(programId, question, hasReferrals)
      return (await runReport<RowJson>(database, statement)).map(toRowJson)
    },
    async findFirst(question) {
      const hasReferrals = await findReferrals(database, programId, question)
      const statement = toFirstStatement(programId, question, hasReferrals)
      return (await runReport<{ id: string | null }>(database, statement)).map(({ id }) => id)
    },
    listUnused: (question) => listUnused(tenant, database, question),
  }
}

/** Sales alone take one step less, and PostgreSQL can estimate how many subjects they have. */
async function findReferrals(
  database: Database,
  programId: string,
  question: ReportQuestion,
): Promise<boolean> {
  const { text, values } = toReferralCheck(programId, question)
  return (await database.query(text, values)).length > 0
}

// A sum by 50,000 codes needs 14 MB; with the default of 4 MB, PostgreSQL would sort a million sales on disk. Compiling
// the statement takes longer than it saves. A plan that does not depend on the dates would expect few sales. With the
// default cost of random pages, which is that of a disk with heads, PostgreSQL would not read the index by code. These
// settings end with the transaction.
const settings = `SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
  set_config('plan_cache_mode', 'force_custom_plan', true), set_config('random_page_cost', '1.1', true)`

function runReport<Row>(database: Database, { text, values }: Where): Promise<readonly Row[]> {
  return database.transaction(async (session) => {
    // Sent together, but run in this order.
    const [, rows] = await Promise.all([session.query(settings), session.query<Row>(text, values)])
    return rows
  })
}

interface RowJson {
  readonly json: string | null
}

function toRowJson({ json }: RowJson): string {
  if (json !== null) return json
  throw new Error('An amount of the report is too large to be exact.')
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
