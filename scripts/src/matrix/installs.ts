import { copyFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toClosure, type PackedPackage } from './packages.js'
import { runProcess } from './processes.js'
import { installWithNpm, readInstallScripts, toPathWith } from './projects.js'
import { toAbsentRow, type Row } from './rows.js'
import { findNode, matrixFolder, nodeMajors } from './runtimes.js'

const command = '@referly-kit/cli'

/** Packages that require a newer Node than ours in `engines`, with the reason they are allowed anyway. */
const engineExceptions: Readonly<Record<string, string>> = {
  cookie:
    'fastify 5 depends on it through light-my-request 6.8, for inject() only. cookie 2 requires Node 22 but loads on 20.19.',
}

/** Installs and loads each package in its own empty project, on each version of Node. */
export async function checkInstalls(
  packed: readonly PackedPackage[],
  folder: string,
): Promise<Row[]> {
  const rows: Row[] = []
  for (const major of nodeMajors) {
    const node = findNode(major)
    if (node === undefined) rows.push(toAbsentRow(`Node ${major}`, 'no package for this platform'))
    else rows.push(await checkOnNode({ packed, node, folder: join(folder, `node-${major}`) }))
  }
  return rows
}

interface InstallCheck {
  readonly packed: readonly PackedPackage[]
  readonly node: string
  readonly folder: string
}

async function checkOnNode({ packed, node, folder }: InstallCheck): Promise<Row> {
  const failures: string[] = []
  for (const each of packed) {
    const project = join(folder, each.name.replace(/.*\//, ''))
    const unsupported = await installWithNpm(project, toClosure(each.name, packed), dirname(node))
    for (const name of unsupported.filter((other) => engineExceptions[other] === undefined)) {
      failures.push(`${each.name}: ${name} does not support this Node`)
    }
    failures.push(...(await findUseFailures(project, [each], node)))
  }
  const { output } = await runProcess(node, ['--version'], { cwd: folder })
  const entries = packed.flatMap((each) => each.entries).length
  const result = `${packed.length} packages, ${entries} entries: import, require(), referly`
  return { subject: 'Node', version: output.trim().slice(1), result, failures, isRun: true }
}

/**
 * Loads every entry point of installed packages by `import` and `require()`, runs the command, and looks for install
 * scripts. Returns the failures.
 */
export async function findUseFailures(
  project: string,
  packed: readonly PackedPackage[],
  node: string,
): Promise<string[]> {
  copyFileSync(join(matrixFolder, 'probe.mjs'), join(project, 'probe.mjs'))
  const failures = readInstallScripts(project).map((path) => `${path} has an install script`)
  for (const { name, version, entries } of packed) {
    const probe = await findFailure(project, node, ['probe.mjs', ...entries])
    if (probe !== '') failures.push(`${name}: ${probe}`)
    if (name === command) failures.push(...(await findCommandFailures(project, node, version)))
  }
  return failures
}

/** Runs Node and returns what went wrong. Warnings count: an `ExperimentalWarning` would end up in users' logs. */
async function findFailure(
  project: string,
  node: string,
  args: readonly string[],
): Promise<string> {
  const { status, errorOutput } = await runProcess(node, args, { cwd: project })
  return status === 0 ? errorOutput.trim() : `exited with ${status}: ${errorOutput.slice(-1500)}`
}

async function findCommandFailures(
  project: string,
  node: string,
  version: string,
): Promise<string[]> {
  const referly = join(project, 'node_modules', '.bin', 'referly')
  const run = (flag: string) =>
    runProcess(referly, [flag], { cwd: project, environment: toPathWith(dirname(node)) })
  const [shown, help] = [await run('--version'), await run('--help')]
  const failures: string[] = []
  if (shown.status !== 0 || shown.output.trim() !== version) {
    failures.push(`referly --version: ${shown.status} ${shown.output}${shown.errorOutput}`)
  }
  if (help.status !== 0 || !help.output.includes('Usage: referly')) {
    failures.push(`referly --help: ${help.status} ${help.output}${help.errorOutput}`)
  }
  return failures
}
