/** The part of a vitest JSON report that we read. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
  readonly testResults: readonly VitestFile[]
}

interface VitestFile {
  /** The path of the file. */
  readonly name: string
  /** Why the file itself failed, if it did. */
  readonly message: string
  readonly assertionResults: readonly VitestTest[]
}

interface VitestTest {
  readonly fullName: string
  readonly status: string
  readonly failureMessages?: readonly string[] | null
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
 * The line of one suite.
 *
 * @example toSuiteLine({ passed: 3, failed: 0, skipped: 1 }) //=> '3 passed, 0 failed, 1 skipped'
 */
export function toSuiteLine(tally: Tally): string {
  const line = toClosingLine(tally)
  return tally.skipped > 0 ? `${line}, ${tally.skipped} skipped` : line
}

/**
 * The closing line of the gate, which machines read; what was skipped stands above it.
 *
 * @example toClosingLine({ passed: 3, failed: 0, skipped: 0 }) //=> '3 passed, 0 failed'
 */
export function toClosingLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`
}

/**
 * Each failed test in two lines: its name and the start of what it said. They stand right above the closing line,
 * where somebody finds them who sees only the end of a long log.
 */
export function listFailures(report: VitestReport): readonly string[] {
  return report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${test.fullName}\n  ${cut(test.failureMessages?.[0] ?? '')}`)
    return failed.length === 0 && message !== '' ? [`${name}\n  ${cut(message)}`] : failed
  })
}

function cut(text: string): string {
  const line = text.split('\n').slice(0, 4).join(' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
