import type { KeyedRow } from '../plans/plan-file.js'
import type { Inventory } from './inventory.js'
import type { Outcome, RowState, RowStatus } from './journal.js'
import { isOwnCode, toFailed, toFound } from './outcomes.js'

/** The position of a row between its attempts. */
export interface RowPosition {
  readonly attempts: number
  /** The start of the last attempt that may have been carried out; undefined without one. */
  readonly doubtSince: number | undefined
}

/** A row that is not settled yet. */
export interface OpenRow<Row = KeyedRow> {
  readonly row: Row
  readonly position: RowPosition
}

/** The treatment of a row whose affiliate already has another code on the coupon. */
export type OnConflict = 'skip' | 'fail'

/** The basis of the decisions: the journal, the codes on the server, and the user's choice. */
export interface DecisionBasis {
  readonly states: ReadonlyMap<string, RowState>
  readonly inventory: Inventory
  readonly onConflict: OnConflict
}

/** The rows to send, and the outcomes that are certain without sending anything. */
export interface Decisions {
  readonly open: readonly OpenRow[]
  /** Outcomes that the journal does not have yet. */
  readonly outcomes: readonly Outcome[]
  /** The number of rows that the journal records as settled, by status. */
  readonly settled: Readonly<Record<RowStatus, number>>
}

/** The position of all rows that were never sent. */
const unsent: RowPosition = { attempts: 0, doubtSince: undefined }

/** Decides which rows to send. Rows in doubt come first; failed rows are sent again. */
export function decideRows(rows: readonly KeyedRow[], basis: DecisionBasis): Decisions {
  const doubtful: OpenRow[] = []
  const open: OpenRow[] = []
  const outcomes: Outcome[] = []
  const settled = { created: 0, exists: 0, skipped: 0, failed: 0 }
  for (const row of rows) {
    const state = basis.states.get(row.key)
    if (state?.outcome !== undefined && state.outcome.status !== 'failed') {
      settled[state.outcome.status]++
      continue
    }
    const position: RowPosition = state ?? unsent
    const outcome = findOutcome(row, position.attempts, basis)
    if (outcome !== undefined) outcomes.push(outcome)
    else if (position.doubtSince === undefined) open.push({ row, position })
    else doubtful.push({ row, position })
  }
  return { open: [...doubtful, ...open], outcomes, settled }
}

function findOutcome(
  row: KeyedRow,
  attempts: number,
  { inventory, onConflict }: DecisionBasis,
): Outcome | undefined {
  const found = inventory.found.get(row)
  if (found !== undefined) return toFound(row, found, attempts)
  const other = inventory.others.get(row)?.[0]
  if (other === undefined) return undefined
  const reason = `The affiliate already has the code ${other} on this coupon.`
  const failed = { ...toFailed(row, attempts, reason), code: other }
  return onConflict === 'fail' ? failed : { ...failed, status: 'skipped' }
}

/** The number of rows by what a push will do with them. */
export interface Tally {
  readonly toCreate: number
  /** Codes that already exist, whether this job created them or not. */
  readonly exists: number
  readonly skipped: number
  /** Rows that cannot be created. */
  readonly failed: number
}

/** Counts the decisions together with the rows that the journal records as settled. */
export function toTally({ open, outcomes, settled }: Decisions): Tally {
  const counts = { ...settled }
  for (const { status } of outcomes) counts[status]++
  const { created, exists, skipped, failed } = counts
  return { toCreate: open.length, exists: created + exists, skipped, failed }
}

/** The differences between the server and the journal after a push. */
export interface Discrepancies {
  /** Rows that the journal records as created or existing, but the server does not have. */
  readonly missing: readonly KeyedRow[]
  /** Rows whose affiliate has more than one code on the coupon. */
  readonly duplicates: readonly KeyedRow[]
  /** Rows whose code has other terms on the server. */
  readonly different: readonly KeyedRow[]
}

/** Compares the codes on the server with the journal. */
export function findDiscrepancies(
  rows: readonly KeyedRow[],
  states: ReadonlyMap<string, RowState>,
  { found, others }: Inventory,
): Discrepancies {
  const done = rows.filter(({ key }) => {
    const status = states.get(key)?.outcome?.status
    return status === 'created' || status === 'exists'
  })
  const isPresent = (row: KeyedRow): boolean => {
    const record = found.get(row)
    return record !== undefined && isOwnCode(row, record)
  }
  return {
    missing: done.filter((row) => !isPresent(row)),
    duplicates: done.filter((row) => others.has(row)),
    different: done.filter((row) => isPresent(row) && found.get(row)?.difference !== undefined),
  }
}
