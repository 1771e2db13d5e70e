import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPostgresql } from './install-postgresql.js'
import {
  addTallies,
  listFailures,
  nothing,
  toClosingLine,
  toSuiteLine,
  toTally,
  type Tally,
  type VitestReport,
} from './reports.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What turbo runs, and remembers: a second run with nothing changed takes seconds. */
const tasks: readonly string[] = [
  'check:generated',
  'check:spec',
  'typecheck',
  'test',
  'build',
  'check:package',
  'check:installed',
  'check:size',
]

/** Where GitHub shows a summary of the run, the changes of the contract stand in it. */
function toSummaryFlags(): readonly string[] {
  const summary = process.env['GITHUB_STEP_SUMMARY']
  return summary === undefined ? [] : ['--markdown', summary]
}

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

/** What looks at the whole tree at once is quicker than asking a cache. */
const steps: readonly Step[] = [
  { name: 'lint', command: ['oxlint', '--deny-warnings'] },
  { name: 'format', command: ['oxfmt', '--check'] },
  { name: 'knip', command: ['knip', '--no-progress'] },
  { name: 'dependencies', command: ['tsx', 'scripts/src/check-dependencies.ts'] },
  { name: 'spec:diff', command: ['tsx', 'scripts/src/spec-diff.ts', ...toSummaryFlags()] },
  {
    name: tasks.join(', '),
    command: [
      'turbo',
      'run',
      ...tasks,
      '--continue=dependencies-successful',
      '--concurrency=100%',
      '--output-logs=errors-only',
    ],
  },
]

function readPackages(): string[] {
  const inner = readdirSync(join(root, 'packages')).map((name) => join('packages', name))
  return [...inner, 'scripts', 'specs'].filter((folder) =>
    existsSync(join(root, folder, 'package.json')),
  )
}

function hasTests(folder: string): boolean {
  const { scripts } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    scripts?: Record<string, string>
  }
  return scripts?.['test'] !== undefined
}

function reportOf(folder: string): string {
  return join(root, folder, 'reports', 'vitest.json')
}

function readReport(folder: string): VitestReport | undefined {
  if (!existsSync(reportOf(folder))) return undefined
  return JSON.parse(readFileSync(reportOf(folder), 'utf8')) as VitestReport
}

/** A suite that leaves no report has failed. */
function tallyOf(report: VitestReport | undefined): Tally {
  return report === undefined ? { ...nothing, failed: 1 } : toTally(report)
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
  const notice = installPostgresql()
  if (notice !== '') console.log(notice)
  const suites = readPackages().filter(hasTests)
  for (const suite of suites) rmSync(reportOf(suite), { force: true })
  const failedSteps = steps.filter((step) => !runStep(step)).length
  const reports = suites.map((suite) => ({ suite, report: readReport(suite) }))
  for (const { suite, report } of reports) {
    const failures = report === undefined ? ['left no report'] : listFailures(report)
    for (const failure of failures) console.log(`FAILED ${suite}: ${failure}`)
  }
  let sum = nothing
  for (const { suite, report } of reports) {
    const tally = tallyOf(report)
    console.log(`${toSuiteLine(tally).padEnd(32)} ${suite}`)
    sum = addTallies(sum, tally)
  }
  // A step can fail while every test passes (a wall, a type, a stale file): the closing line says so too.
  if (failedSteps > 0 && sum.failed === 0) sum = { ...sum, failed: failedSteps }
  console.log(toClosingLine(sum))
  process.exitCode = sum.failed > 0 ? 1 : 0
}

main()
