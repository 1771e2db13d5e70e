import { type PlanRow, toRowKey } from '../plans/plan-file.js'
import type { Inventory } from './inventory.js'
import type { Outcome, RowState, RowStatus } from './journal.js'
import { isOf, toFailed, toFound } from './row-steps.js'
import type { OpenRow } from './runner.js'

/** What happens to a row whose affiliate has another code on the coupon already. */
export type OnConflict = 'skip' | 'fail'

/** What is known of a job when it begins or goes on. */
export interface Knowledge {
  readonly states: ReadonlyMap<string, RowState>
  readonly inventory: Inventory
  readonly onConflict: OnConflict
}

/** What is to be done, and what is known now without sending anything. */
export interface Decisions {
  readonly open: readonly OpenRow[]
  /** Outcomes that the journal does not have yet. */
  readonly outcomes: readonly Outcome[]
  /** How many rows are settled according to the journal, by what became of them. */
  readonly settled: Readonly<Record<RowStatus, number>>
}

/** Decides which rows are still to be sent; rows in doubt come first, rows that failed once more. */
export function decideRows(rows: readonly PlanRow[], knowledge: Knowledge): Decisions {
  const doubtful: OpenRow[] = []
  const open: OpenRow[] = []
  const outcomes: Outcome[] = []
  const settled = { created: 0, exists: 0, skipped: 0, failed: 0 }
  for (const row of rows) {
    const state = knowledge.states.get(toRowKey(row))
    if (state?.outcome !== undefined && state.outcome.status !== 'failed') {
      settled[state.outcome.status]++
      continue
    }
    const outcome = findOutcome(row, knowledge)
    const position = { attempts: state?.attempts ?? 0, doubtSince: state?.doubtSince }
    if (outcome !== undefined) outcomes.push(outcome)
    else if (position.doubtSince === undefined) open.push({ row, position })
    else doubtful.push({ row, position })
  }
  return { open: [...doubtful, ...open], outcomes, settled }
}

/** What a push is about to do, in numbers. */
export interface Tally {
  readonly toCreate: number
  /** Codes that are there, made by this job or before. */
  readonly exists: number
  readonly skipped: number
  /** Rows that cannot be created. */
  readonly failed: number
}

/** Counts what was decided together with what the journal says. */
export function toTally({ open, outcomes, settled }: Decisions): Tally {
  const counts = { ...settled }
  for (const { status } of outcomes) counts[status]++
  const { created, exists, skipped, failed } = counts
  return { toCreate: open.length, exists: created + exists, skipped, failed }
}

function findOutcome(row: PlanRow, knowledge: Knowledge): Outcome | undefined {
  const { inventory, states, onConflict } = knowledge
  const attempts = states.get(toRowKey(row))?.attempts ?? 0
  const found = inventory.found.get(row)
  if (found !== undefined) return toFound(row, found, attempts)
  const other = inventory.others.get(row)?.[0]
  if (other === undefined) return undefined
  const failed = toFailed(row, attempts, `the affiliate has the code ${other} on this coupon`)
  return onConflict === 'fail' ? failed : { ...failed, status: 'skipped' }
}

/** Where the API and the journal disagree in the end. */
export interface Discrepancies {
  /** Rows that the journal calls created or existing, and the API does not have. */
  readonly missing: readonly PlanRow[]
  /** Rows whose affiliate has more than one code on the coupon. */
  readonly doubled: readonly PlanRow[]
}

/** Compares what exists with what the journal says. */
export function findDiscrepancies(
  rows: readonly PlanRow[],
  states: ReadonlyMap<string, RowState>,
  { found, others }: Inventory,
): Discrepancies {
  const done = rows.filter((row) => {
    const status = states.get(toRowKey(row))?.outcome?.status
    return status === 'created' || status === 'exists'
  })
  const isThere = (row: PlanRow): boolean => {
    const record = found.get(row)
    return record !== undefined && isOf(row, record)
  }
  return {
    missing: done.filter((row) => !isThere(row)),
    doubled: done.filter((row) => others.has(row)),
  }
}
