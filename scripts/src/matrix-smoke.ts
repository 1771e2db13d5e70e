import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { toClosure, type PackedPackage } from './matrix-packages.js'
import { runOrThrow, runProcess, type ProcessResult } from './matrix-processes.js'
import { installWithNpm } from './matrix-projects.js'
import { toAbsentRow, type Row } from './matrix-rows.js'
import * as runtimes from './matrix-runtimes.js'
import { startSmokeServer, type CaseResult } from './matrix-server.js'

/** A place where the smoke suite runs. */
interface Runtime {
  readonly name: string
  /** Undefined where this machine has none. */
  readonly executable: string | undefined
  readonly absence: string
  /** What its version is asked for with, and how it runs the suite of the project against a base URL. */
  toArguments(project: string, origin: string): readonly string[]
}

const reportMs = 180_000
const noPackage = 'its registry has no package for this platform'

/** Runs the smoke suite on every runtime, one after the other. */
export async function runSmokeSuite(
  packed: readonly PackedPackage[],
  folder: string,
): Promise<Row[]> {
  const project = join(folder, 'smoke')
  const names = ['client', 'codegen-structure', 'redemption'].map((name) => `@referly-kit/${name}`)
  const needed = new Set(names.flatMap((name) => toClosure(name, packed)))
  await installWithNpm(project, [...needed], dirname(process.execPath))
  cpSync(join(runtimes.matrixFolder, 'smoke'), project, { recursive: true })
  await bundle(project, 'worker.mjs')
  await bundle(project, 'page.mjs')
  const rows: Row[] = []
  for (const runtime of toRuntimes()) rows.push(await runOn(runtime, project))
  return rows
}

function toRuntimes(): Runtime[] {
  const command = (project: string): string => join(project, 'command.mjs')
  const nodes = runtimes.nodeMajors.map((major) => ({
    name: 'Node',
    executable: runtimes.findNode(major),
    absence: noPackage,
    toArguments: (project: string, origin: string) => [command(project), toBaseUrl(origin)],
  }))
  return [
    ...nodes,
    {
      name: 'Bun',
      executable: runtimes.findBun(),
      absence: noPackage,
      toArguments: (project, origin) => ['run', command(project), toBaseUrl(origin)],
    },
    {
      name: 'Deno',
      executable: runtimes.findDeno(),
      absence: noPackage,
      toArguments: toDenoArguments,
    },
    {
      name: 'workerd',
      executable: runtimes.findWorkerd(),
      absence: noPackage,
      toArguments: (project, origin) => ['test', writeWorkerConfig(project, origin)],
    },
    {
      name: 'Chromium',
      executable: runtimes.findChromium(),
      absence: 'no browser found; install Debian’s chromium, or name one with CHROMIUM',
      toArguments: toChromiumArguments,
    },
  ]
}

function toBaseUrl(origin: string): string {
  return `${origin}/api/v1`
}

/** The network is all that it is allowed. */
function toDenoArguments(project: string, origin: string): readonly string[] {
  const allowed = ['--allow-net=127.0.0.1', '--no-prompt']
  const flags = ['--node-modules-dir=manual', '--no-config', ...allowed]
  return ['run', ...flags, join(project, 'command.mjs'), toBaseUrl(origin)]
}

function writeWorkerConfig(project: string, origin: string): string {
  const file = join(project, 'workerd.capnp')
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "main", worker = (
    modules = [(name = "worker", esModule = embed "worker.bundle.js")],
    compatibilityDate = "2026-11-01",
    bindings = [(name = "BASE_URL", text = "${toBaseUrl(origin)}")])),
  (name = "internet", network = (allow = ["local"]))]);
`
  writeFileSync(file, config)
  return file
}

/** Headless, with an empty profile, and without the calls home that browsers make. */
function toChromiumArguments(project: string, origin: string): readonly string[] {
  const profile = mkdtempSync(join(project, 'profile-'))
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update']
  const flags = ['--headless', '--disable-gpu', '--disable-quic', '--disable-sync', ...quiet]
  // Chromium's sandbox refuses to run for root, which containers are.
  if (process.getuid?.() === 0) flags.push('--no-sandbox')
  return [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, `${origin}/`]
}

async function bundle(project: string, file: string): Promise<void> {
  const esbuild = runtimes.findInstalled('esbuild/bin/esbuild')
  if (esbuild === undefined) throw new Error('esbuild is missing from scripts/matrix')
  const out = join(project, file.replace('.mjs', '.bundle.js'))
  const flags = ['--bundle', '--format=esm', '--platform=browser', '--target=es2022']
  await runOrThrow(process.execPath, [esbuild, file, ...flags, `--outfile=${out}`], {
    cwd: project,
  })
}

async function runOn(runtime: Runtime, project: string): Promise<Row> {
  const { name, executable } = runtime
  if (executable === undefined) return toAbsentRow(name, runtime.absence)
  const version = await readVersion(executable)
  const page = readFileSync(join(project, 'page.bundle.js'), 'utf8')
  const server = await startSmokeServer({
    '/': '<!doctype html><title>smoke</title><script type="module" src="/page.js"></script>',
    '/page.js': page,
  })
  const reported = new AbortController()
  const results = server.report.then((report) => {
    // Command-line runtimes end by themselves, and must; a browser does not.
    if (name === 'Chromium') reported.abort()
    return report
  })
  const home = mkdtempSync(join(tmpdir(), 'referly-home-'))
  try {
    const ended = await runProcess(executable, runtime.toArguments(project, server.origin), {
      cwd: project,
      environment: { HOME: home, DENO_DIR: home, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
      timeoutMs: reportMs,
      signal: reported.signal,
    })
    const report = await Promise.race([results, Promise.resolve(undefined)])
    return toRow({ name, version, ended, report, mayBeEnded: reported.signal.aborted })
  } finally {
    server.close()
    rmSync(home, { recursive: true, force: true })
  }
}

interface SmokeRun {
  readonly name: string
  readonly version: string
  readonly ended: ProcessResult
  readonly report: readonly CaseResult[] | undefined
  readonly mayBeEnded: boolean
}

function toRow({ name, version, ended, report, mayBeEnded }: SmokeRun): Row {
  const printed = `${ended.output}\n${ended.errorOutput}`.trim().slice(-1500)
  if (report === undefined) {
    return { subject: name, version, result: 'no report', failures: [printed], isRun: true }
  }
  const failures = report
    .filter(({ error }) => error !== undefined)
    .map((each) => `${each.name}: ${each.error}`)
  if (ended.status !== 0 && !mayBeEnded) failures.push(`ended with ${ended.status}: ${printed}`)
  const passed = report.filter(({ error }) => error === undefined).length
  return { subject: name, version, result: `${passed} cases`, failures, isRun: true }
}

async function readVersion(executable: string): Promise<string> {
  const shown = await runOrThrow(executable, ['--version'], { cwd: tmpdir() })
  return /\d+(\.\d+)+|\d{4}-\d\d-\d\d/.exec(shown)?.[0] ?? shown.trim()
}
