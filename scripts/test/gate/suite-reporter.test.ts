import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { listFailures, toTally, type VitestReport } from '../../src/gate/reports.js'

const scripts = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a suite of one test file with the configuration of every package. */
function runSuite(source: string): { status: number | null; report: VitestReport } {
  const reports = join(scripts, 'reports')
  mkdirSync(reports, { recursive: true })
  const suite = mkdtempSync(join(reports, 'suite-'))
  onTestFinished(() => rmSync(suite, { recursive: true }))
  mkdirSync(join(suite, 'test'))
  writeFileSync(join(suite, 'test', 'a.test.ts'), source)
  const vitest = join(scripts, '../node_modules/vitest/vitest.mjs')
  const words = [vitest, 'run', '--config', join(scripts, 'vitest.config.ts')]
  const { status } = spawnSync(process.execPath, words, { cwd: suite })
  const report = readFileSync(join(suite, 'reports', 'vitest.json'), 'utf8')
  return { status, report: JSON.parse(report) as VitestReport }
}

it('an error outside of a test is a failure, and is reported with its place', () => {
  const { status, report } = runSuite(`
    import { it } from 'vitest'
    it('passes', async () => {
      void Promise.reject(new Error('left behind'))
      await new Promise((resolve) => setTimeout(resolve, 50))
    })
  `)
  expect(status).toBe(1)
  expect(toTally(report)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  expect(listFailures(report)).toEqual([
    expect.stringMatching(/^Outside of a test\n {2}Error: left behind +at .*a\.test\.ts:4/),
  ])
})
