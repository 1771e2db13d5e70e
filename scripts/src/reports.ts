/** The part of a vitest JSON report that we read. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
}

/** How many tests passed, failed and were skipped. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Nothing counted yet. */
export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 }

/**
 * Counts one suite. A suite that failed without a failing test (it could not be loaded, or nothing matched) counts as
 * one failure, so that the sum never says less than the truth.
 */
export function toTally(report: VitestReport): Tally {
  const failed = report.numFailedTests === 0 && !report.success ? 1 : report.numFailedTests
  return {
    passed: report.numPassedTests,
    failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Adds two counts. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }
}

/**
 * The closing line of the gate.
 *
 * @example toClosingLine({ passed: 3, failed: 0, skipped: 0 }) //=> '3 passed, 0 failed'
 */
export function toClosingLine({ passed, failed, skipped }: Tally): string {
  const line = `${passed} passed, ${failed} failed`
  return skipped > 0 ? `${line}, ${skipped} skipped` : line
}
