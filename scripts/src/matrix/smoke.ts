import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { toClosure, type PackedPackage } from './packages.js'
import { runOrThrow, runProcess, type ProcessResult } from './processes.js'
import { installWithNpm } from './projects.js'
import { toAbsentRow, type Row } from './rows.js'
import {
  findBun,
  findChromium,
  findDeno,
  findInstalled,
  findNode,
  findWorkerd,
  matrixFolder,
  nodeMajors,
} from './runtimes.js'
import { startSmokeServer, type CaseResult } from './smoke-server.js'

/** A runtime for the smoke suite. */
interface Runtime {
  readonly name: string
  /** Undefined when this machine does not have the runtime. */
  readonly executable: string | undefined
  /** The reason the executable is undefined. Default: the npm package does not support this platform. */
  readonly absence?: string
  /** True for a browser, which never exits and is killed once it has reported. */
  readonly isEndless?: boolean
  /** Returns the arguments that run the suite of a project against a server. */
  toArguments(project: string, origin: string): readonly string[]
}

const reportMs = 180_000

/** Runs the smoke suite on each runtime in turn. */
export async function runSmokeSuite(
  packed: readonly PackedPackage[],
  folder: string,
): Promise<Row[]> {
  const project = join(folder, 'smoke')
  const names = ['client', 'codegen-structure', 'csv', 'redemption'].map(
    (name) => `@referly-kit/${name}`,
  )
  const needed = new Set(names.flatMap((name) => toClosure(name, packed)))
  await installWithNpm(project, [...needed], dirname(process.execPath))
  cpSync(join(matrixFolder, 'smoke'), project, { recursive: true })
  await bundle(project, 'worker.mjs')
  await bundle(project, 'page.mjs')
  const rows: Row[] = []
  for (const runtime of toRuntimes()) rows.push(await runOn(runtime, project))
  return rows
}

function toRuntimes(): Runtime[] {
  const command = (project: string): string => join(project, 'command.mjs')
  const nodes = nodeMajors.map((major) => ({
    name: 'Node',
    executable: findNode(major),
    toArguments: (project: string, origin: string) => [command(project), toBaseUrl(origin)],
  }))
  return [
    ...nodes,
    {
      name: 'Bun',
      executable: findBun(),
      toArguments: (project, origin) => ['run', command(project), toBaseUrl(origin)],
    },
    {
      name: 'Deno',
      executable: findDeno(),
      toArguments: toDenoArguments,
    },
    {
      name: 'workerd',
      executable: findWorkerd(),
      toArguments: (project, origin) => ['test', writeWorkerConfig(project, origin)],
    },
    {
      name: 'Chromium',
      executable: findChromium(),
      absence: 'no browser found. Install chromium or set CHROMIUM to its path.',
      isEndless: true,
      toArguments: toChromiumArguments,
    },
  ]
}

function toBaseUrl(origin: string): string {
  return `${origin}/api/v1`
}

/** Grants network access to the local machine and nothing else. */
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

/** Runs headless with an empty profile and without background requests. */
function toChromiumArguments(project: string, origin: string): readonly string[] {
  const profile = mkdtempSync(join(project, 'profile-'))
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update']
  const flags = ['--headless', '--disable-gpu', '--disable-quic', '--disable-sync', ...quiet]
  // Containers run as root, which Chromium's sandbox does not support.
  if (process.getuid?.() === 0) flags.push('--no-sandbox')
  return [...flags, '--remote-debugging-port=0', `--user-data-dir=${profile}`, `${origin}/`]
}

async function bundle(project: string, file: string): Promise<void> {
  const esbuild = findInstalled('esbuild/bin/esbuild')
  if (esbuild === undefined) throw new Error('esbuild is not installed in scripts/matrix.')
  const out = join(project, file.replace('.mjs', '.bundle.js'))
  const flags = ['--bundle', '--format=esm', '--platform=browser', '--target=es2022']
  await runOrThrow(process.execPath, [esbuild, file, ...flags, `--outfile=${out}`], {
    cwd: project,
  })
}

async function runOn(runtime: Runtime, project: string): Promise<Row> {
  const { name, executable, isEndless = false } = runtime
  if (executable === undefined) {
    return toAbsentRow(name, runtime.absence ?? 'the npm package does not support this platform')
  }
  const version = await readVersion(executable)
  const page = readFileSync(join(project, 'page.bundle.js'), 'utf8')
  const server = await startSmokeServer({
    '/': '<!doctype html><title>smoke</title><script type="module" src="/page.js"></script>',
    '/page.js': page,
  })
  const home = mkdtempSync(join(tmpdir(), 'referly-home-'))
  try {
    const result = await runProcess(executable, runtime.toArguments(project, server.origin), {
      cwd: project,
      environment: { HOME: home, DENO_DIR: home, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
      timeoutMs: reportMs,
      signal: isEndless ? server.reported : undefined,
    })
    return toRow({ name, version, result, report: server.report, isKilled: isEndless })
  } finally {
    server.close()
    rmSync(home, { recursive: true, force: true })
  }
}

interface SmokeRun {
  readonly name: string
  readonly version: string
  readonly result: ProcessResult
  readonly report: readonly CaseResult[] | undefined
  /** True when the process was killed on purpose, so that its status means nothing. */
  readonly isKilled: boolean
}

function toRow({ name, version, result, report, isKilled }: SmokeRun): Row {
  const printed = `${result.output}\n${result.errorOutput}`.trim().slice(-1500)
  if (report === undefined) {
    return { subject: name, version, result: 'no report', failures: [printed], isRun: true }
  }
  const failures = report
    .filter(({ error }) => error !== undefined)
    .map((each) => `${each.name}: ${each.error}`)
  if (result.status !== 0 && !isKilled) failures.push(`exited with ${result.status}: ${printed}`)
  const passed = report.filter(({ error }) => error === undefined).length
  return { subject: name, version, result: `${passed} cases`, failures, isRun: true }
}

async function readVersion(executable: string): Promise<string> {
  const shown = await runOrThrow(executable, ['--version'], { cwd: tmpdir() })
  return /\d+(\.\d+)+|\d{4}-\d\d-\d\d/.exec(shown)?.[0] ?? shown.trim()
}
