import { JsonReporter, type TestModule } from 'vitest/node'
import type { UnhandledError } from './reports.js'

/** The JSON report of vitest, with the errors that occurred outside of tests, which fail a run, too. */
export class SuiteReporter extends JsonReporter {
  private unhandledErrors: readonly UnhandledError[] = []

  override async onTestRunEnd(
    testModules: readonly TestModule[],
    errors: readonly UnhandledError[] = [],
  ): Promise<void> {
    this.unhandledErrors = errors.map(({ message, stack = '' }) => ({ message, stack }))
    await super.onTestRunEnd(testModules)
  }

  override async writeReport(report: string): Promise<void> {
    const { unhandledErrors } = this
    await super.writeReport(JSON.stringify({ ...JSON.parse(report), unhandledErrors }))
  }
}
