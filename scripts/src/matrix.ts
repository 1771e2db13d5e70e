import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkInstalls, findUseFailures } from './matrix-installs.js'
import { packPackages, type PackedPackage } from './matrix-packages.js'
import { toReport, type Row } from './matrix-rows.js'
import { findInstalled, installRuntimes, readPin, typescriptVersions } from './matrix-runtimes.js'
import { runSmokeSuite } from './matrix-smoke.js'
import { checkTypes, createConsumer } from './matrix-types.js'

type Part = (packed: readonly PackedPackage[], folder: string) => Promise<Row[]>

/** What `pnpm matrix` runs, and under which title. */
const parts: Readonly<Record<string, { readonly title: string; readonly run: Part }>> = {
  smoke: { title: 'The smoke suite on the packed packages', run: runSmokeSuite },
  install: { title: 'Each packed package in an empty project', run: checkInstalls },
  types: { title: 'Consumers of the packed packages, in types', run: checkEveryCompiler },
  gate: { title: 'The packed packages on this Node and compiler', run: checkOwn },
}

async function checkEveryCompiler(
  packed: readonly PackedPackage[],
  folder: string,
): Promise<Row[]> {
  const project = join(folder, 'types')
  await createConsumer(packed, project)
  const rows: Row[] = []
  for (const version of typescriptVersions) {
    const compiler = findInstalled(`typescript-${version}`)
    if (compiler === undefined) throw new Error(`typescript-${version} is not installed`)
    rows.push(await checkTypes(project, compiler, 'nodenext'))
    rows.push(await checkTypes(project, compiler, 'bundler'))
  }
  return rows
}

/** What of it the gate can afford: this Node, this compiler, and the oldest, which is the first to stumble. */
async function checkOwn(packed: readonly PackedPackage[], folder: string): Promise<Row[]> {
  const project = join(folder, 'own')
  const oldest = `typescript-${typescriptVersions[0]}`
  await createConsumer(packed, project, { [oldest]: readPin(oldest) })
  const failures = await findUseFailures(project, packed, process.execPath)
  const used: Row = {
    subject: 'Node',
    version: process.versions.node,
    result: `${packed.length} packages: import, require(), referly`,
    failures,
    isRun: true,
  }
  const compiler = dirname(dirname(fileURLToPath(import.meta.resolve('typescript'))))
  return [
    used,
    await checkTypes(project, join(project, 'node_modules', oldest), 'nodenext'),
    await checkTypes(project, compiler, 'nodenext'),
  ]
}

async function main(names: readonly string[]): Promise<void> {
  const chosen = names.length > 0 ? names : ['smoke', 'install', 'types']
  const unknown = chosen.find((name) => parts[name] === undefined)
  if (unknown !== undefined) {
    throw new Error(`expected ${Object.keys(parts).join(', ')}, got ${unknown}`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'referly-matrix-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  if (chosen.some((name) => name !== 'gate')) await installRuntimes()
  const packed = await packPackages(folder)
  for (const name of chosen) {
    const rows = (await parts[name]?.run(packed, folder)) ?? []
    console.log(toReport(parts[name]?.title ?? name, rows))
    if (rows.some(({ failures }) => failures.length > 0)) process.exitCode = 1
  }
}

// Processes of ours and the folder are cleared away on exit.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
