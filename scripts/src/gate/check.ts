// Runs the whole gate and ends in the one line that people and machines read, such as "3520 passed, 0 failed".
//
// turbo runs the tests of each package, but does not add up their results. One vitest run over `projects` would, but it
// repeats every suite on every run; turbo restores the results of the packages that have not changed.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifest } from '../manifest.js'
import {
  addTallies,
  emptyTally,
  listFailures,
  toClosingLine,
  toSuiteLine,
  toTally,
  type Tally,
  type VitestReport,
} from './reports.js'
import { installSystemPackages } from './system-packages.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Tasks that turbo runs and caches, so that a second run with nothing changed takes seconds. */
const cachedTasks: readonly string[] = [
  'check:generated',
  'check:spec',
  'typecheck',
  'test',
  'build',
  'check:package',
  'check:installed',
  'check:size',
]

/** Adds contract changes to the job summary on GitHub. */
function toSummaryFlags(): readonly string[] {
  const summary = process.env['GITHUB_STEP_SUMMARY']
  return summary === undefined ? [] : ['--markdown', summary]
}

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

/** The steps in order. Those that read the whole tree are faster without a cache. */
const steps: readonly Step[] = [
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'knip', command: ['knip', '--no-progress'] },
  { name: 'licenses', command: ['tsx', 'scripts/src/release/licenses.ts'] },
  { name: 'spec:diff', command: ['tsx', 'scripts/src/spec/diff.ts', ...toSummaryFlags()] },
  {
    name: cachedTasks.join(', '),
    command: [
      'turbo',
      'run',
      ...cachedTasks,
      '--continue=dependencies-successful',
      '--concurrency=100%',
      '--output-logs=errors-only',
    ],
  },
]

function listWorkspaces(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name))
  return [...packages, 'scripts', 'specs'].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  )
}

function hasTests(folder: string): boolean {
  return readManifest(join(root, folder)).scripts?.['test'] !== undefined
}

function toReportPath(folder: string): string {
  return join(root, folder, 'reports', 'vitest.json')
}

function readReport(folder: string): VitestReport | undefined {
  const path = toReportPath(folder)
  if (!existsSync(path)) return undefined
  return JSON.parse(readFileSync(path, 'utf8')) as VitestReport
}

/** Counts a suite that left no report as one failure. */
function toSuiteTally(report: VitestReport | undefined): Tally {
  return report === undefined ? { ...emptyTally, failed: 1 } : toTally(report)
}

function runStep({ name, command }: Step): boolean {
  const started = performance.now()
  const [tool = '', ...args] = command
  const { status } = spawnSync(join(root, 'node_modules', '.bin', tool), args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  return status === 0
}

function main(): void {
  for (const notice of installSystemPackages()) console.log(notice)
  const suites = listWorkspaces().filter(hasTests)
  for (const suite of suites) rmSync(toReportPath(suite), { force: true })
  const failedSteps = steps.filter((step) => !runStep(step)).length
  const reports = suites.map((suite) => ({ suite, report: readReport(suite) }))
  for (const { suite, report } of reports) {
    const failures = report === undefined ? ['did not finish'] : listFailures(report)
    for (const failure of failures) console.log(`FAILED ${suite}: ${failure}`)
  }
  let sum = emptyTally
  for (const { suite, report } of reports) {
    const tally = toSuiteTally(report)
    console.log(`${toSuiteLine(tally).padEnd(32)} ${suite}`)
    sum = addTallies(sum, tally)
  }
  // A lint, type, or format error fails the gate even when every test passes.
  if (failedSteps > 0 && sum.failed === 0) sum = { ...sum, failed: failedSteps }
  console.log(toClosingLine(sum))
  process.exitCode = sum.failed > 0 ? 1 : 0
}

main()
