import { copyFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { toClosure, type PackedPackage } from './matrix-packages.js'
import { runProcess } from './matrix-processes.js'
import { installWithNpm, readInstallScripts, toPathWith } from './matrix-projects.js'
import { toAbsentRow, type Row } from './matrix-rows.js'
import { findNode, matrixFolder, nodeMajors } from './matrix-runtimes.js'

const command = '@referly-kit/cli'

/** Packages that name a newer Node than ours, and why that is borne. */
const engineExceptions: Readonly<Record<string, string>> = {
  cookie:
    'fastify 5 brings it through light-my-request 6.8, which is used by its inject() alone; cookie 2 asks for Node 22, is ' +
    'an ES module without newer syntax, and loads on 20.19',
}

/** Installs each package into an empty project of its own on each Node, and uses it there. */
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
    const foreign = await installWithNpm(project, toClosure(each.name, packed), dirname(node))
    for (const name of foreign.filter((other) => engineExceptions[other] === undefined)) {
      failures.push(`${each.name}: ${name} is not for this Node`)
    }
    failures.push(...(await findUseFailures(project, [each], node)))
  }
  const { output } = await runProcess(node, ['--version'], { cwd: folder })
  const entries = packed.flatMap((each) => each.entries).length
  const result = `${packed.length} packages, ${entries} entries: import, require(), referly`
  return { subject: 'Node', version: output.trim().slice(1), result, failures, isRun: true }
}

/**
 * Says what of the packages does not work in the project that they are installed in: `import` and `require()` of each
 * entry, the command, and that nothing runs at installation.
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

/** Also a warning is a failure: nobody wants `ExperimentalWarning` in their logs. */
async function findFailure(
  project: string,
  node: string,
  args: readonly string[],
): Promise<string> {
  const { status, errorOutput } = await runProcess(node, args, { cwd: project })
  return status === 0 ? errorOutput.trim() : `ended with ${status}: ${errorOutput.slice(-1500)}`
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
