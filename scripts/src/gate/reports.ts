/** The fields of a vitest JSON report that the gate reads. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly success: boolean
  readonly testResults: readonly VitestFile[]
  /** The errors that no test has caught, such as a rejected promise that nothing waits for. */
  readonly unhandledErrors: readonly UnhandledError[]
}

/** An error outside of a test. */
export interface UnhandledError {
  readonly message: string
  readonly stack?: string
}

interface VitestFile {
  /** The path of the test file. */
  readonly name: string
  /** The reason the file itself failed, or an empty string. */
  readonly message: string
  readonly assertionResults: readonly VitestTest[]
}

interface VitestTest {
  readonly fullName: string
  readonly status: string
  readonly failureMessages?: readonly string[] | null
}

/** The number of tests that passed, failed, and were skipped. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A tally of no tests at all. */
export const emptyTally: Tally = { passed: 0, failed: 0, skipped: 0 }

/**
 * Counts the tests of one suite, and errors outside of its tests as failures. A suite that failed without either (it
 * could not be loaded, or no test matched) counts as one failure.
 */
export function toTally(report: VitestReport): Tally {
  const failed = report.numFailedTests + report.unhandledErrors.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** Adds two tallies. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }
}

/**
 * Formats the line of one suite.
 *
 * @example toSuiteLine({ passed: 3, failed: 0, skipped: 1 }) //=> '3 passed, 0 failed, 1 skipped'
 */
export function toSuiteLine(tally: Tally): string {
  const line = toClosingLine(tally)
  return tally.skipped > 0 ? `${line}, ${tally.skipped} skipped` : line
}

/**
 * Formats the last line of the gate, which machines parse. Skipped tests appear only in the lines above it.
 *
 * @example toClosingLine({ passed: 3, failed: 0, skipped: 0 }) //=> '3 passed, 0 failed'
 */
export function toClosingLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`
}

/**
 * Lists each failed test, and each error outside of a test, in two lines: its name and the start of its message. The
 * gate prints them just above the closing line, within reach of `tail`.
 */
export function listFailures(report: VitestReport): readonly string[] {
  const failures = report.testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${test.fullName}\n  ${truncate(test.failureMessages?.[0] ?? '')}`)
    return failed.length === 0 && message !== '' ? [`${name}\n  ${truncate(message)}`] : failed
  })
  const unhandled = report.unhandledErrors.map(
    ({ message, stack }) => `Outside of a test\n  ${truncate(stack || message)}`,
  )
  return [...failures, ...unhandled]
}

function truncate(text: string): string {
  const line = text.split('\n').slice(0, 4).join(' ').trim()
  return line.length > 500 ? `${line.slice(0, 500)}…` : line
}
