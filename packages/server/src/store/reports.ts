import type { ReportSubject } from '@referly-kit/types'
import { toJsonBytes } from '../domain/listings.js'
import type { ReportStore } from '../domain/ports.js'
import type {
  NamedSubject,
  RecordedSubject,
  ReportFilter,
  ReportQuestion,
  TotalQuestion,
  UnusedQuestion,
} from '../domain/report-records.js'
import { spool } from '../spool.js'
import type { Database } from './database.js'
import { readPages, toPageConditions } from './pages.js'
import {
  toFirstStatement,
  toReferralCheck,
  toRowStatement,
  toTotalStatement,
} from './report-statements.js'
import { isNarrow, toUsedStatement } from './report-sums.js'
import { equalsId, type Condition, type Where } from './statements.js'
import { selectRows, type TenantSession } from './tenant.js'

/** Creates the reports on one program's sales. */
export function createReportStore(tenant: TenantSession, database: Database): ReportStore {
  const { programId } = tenant
  return {
    async readTotals(question) {
      const hasReferrals = await findReferrals(database, programId, question)
      const { text, values } = toTotalStatement(programId, question, hasReferrals)
      // Planning the totals of one affiliate or code takes longer than reading them. Without settings, PostgreSQL uses
      // the plan of earlier ones again if it expects that to cost no more.
      if (isNarrow(question)) return database.query(text, values)
      return database.queryWith(toSettings(), { text, values })
    },
    async *listRows(question) {
      const hasReferrals = await findReferrals(database, programId, question)
      const statement = toRowStatement(programId, question, hasReferrals)
      if (isLong(question)) {
        yield* spool((write) => writeRows(database, question.by, { statement, write }))
        return
      }
      const rows = await database.queryWith<RowJson>(toSettings(question.by), statement)
      yield Buffer.from(rows.map(toRowJson).join(','))
    },
    async findFirst(question) {
      const hasReferrals = await findReferrals(database, programId, question)
      const statement = toFirstStatement(programId, question, hasReferrals)
      const settings = toSettings(question.by)
      const rows = await database.queryWith<{ id: string | null }>(settings, statement)
      return rows.map(({ id }) => id)
    },
    listUnused: (question) => listUnused(tenant, database, question),
  }
}

/**
 * Returns whether a statement has to add the sign-ups. Sales alone take one step less, and PostgreSQL can estimate how
 * many subjects they have. For one affiliate or code, asking first would take longer than adding them.
 */
async function findReferrals(
  database: Database,
  programId: string,
  question: TotalQuestion,
): Promise<boolean> {
  if (isNarrow(question)) return true
  const { text, values } = toReferralCheck(programId, question)
  return (await database.query(text, values)).length > 0
}

/** Returns whether a report can have a row for every subject. */
function isLong({ limit, ids }: ReportQuestion): boolean {
  return limit === undefined && ids === undefined
}

// A sum by 50,000 codes needs 14 MB; with the default of 4 MB, PostgreSQL would sort a million sales on disk. Compiling
// the statement takes longer than it saves. A plan that does not depend on the dates would expect few sales. A cursor
// is read to its end, but with a fraction of 1 its rows would be turned into JSON before they are sorted, and not as
// they are read, which takes a quarter more time.
const common = `set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
  set_config('plan_cache_mode', 'force_custom_plan', true), set_config('cursor_tuple_fraction', '0.9999', true)`

// With the default cost of random pages, which is meant for spinning disks, PostgreSQL would not read the index by
// code. Other reports would read this index too, although the table is faster.
const codeSettings = `set_config('random_page_cost', '1.1', true)`

/** Returns the statement that sets how a report is planned and run, until the end of its transaction. */
function toSettings(by?: ReportSubject): string {
  return `SELECT ${by === 'CODE' ? `${common}, ${codeSettings}` : common}`
}

const fetchSize = 2000
// PostgreSQL creates the next rows while the server writes these. With one request at a time, it waits for the server
// between them, which takes a quarter more time.
const fetchesAhead = 2
const fetchRows = `FETCH ${fetchSize} FROM report`

interface WrittenRows {
  readonly statement: Where
  readonly write: (piece: Uint8Array) => Promise<void>
}

/**
 * Writes the JSON of rows with commas between them. They are read through a cursor, which keeps the memory of the
 * server constant and takes less time than reading them at once: a part is written while PostgreSQL creates the next
 * one.
 */
function writeRows(
  database: Database,
  by: ReportSubject,
  { statement: { text, values }, write }: WrittenRows,
): Promise<void> {
  return database.transaction(async (session) => {
    // At this isolation level, nothing has to be retried, which would be impossible once rows were
    // sent.
    const [, , , start] = await Promise.all([
      session.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY'),
      session.query(toSettings(by)),
      session.query(`DECLARE report NO SCROLL CURSOR FOR ${text}`, values),
      session.query<RowJson>(fetchRows),
    ])
    const waiting = Array.from({ length: fetchesAhead }, () => session.query<RowJson>(fetchRows))
    // Awaited below, unless writing fails first.
    for (const fetch of waiting) fetch.catch(() => {})
    let lead = ''
    for (let rows = start; rows.length > 0;) {
      const next = waiting.shift()
      if (rows.length === fetchSize) {
        const fetch = session.query<RowJson>(fetchRows)
        fetch.catch(() => {})
        waiting.push(fetch)
      }
      await write(toJsonBytes(rows, toRowJson, lead))
      lead = ','
      rows = (await next) ?? []
    }
  })
}

interface RowJson {
  readonly json: string | null
}

function toRowJson({ json }: RowJson): string {
  if (json !== null) return json
  throw new Error('An amount in the report is too large to be exact.')
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
  const used = await database.queryWith<{ id: string | null }>(toSettings(question.by), statement)
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
