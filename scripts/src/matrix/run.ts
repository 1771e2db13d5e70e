// Tries the packed packages on every runtime and compiler we support. A CI matrix and `vitest --browser` could do parts
// of it, but only on a CI service, and vitest runs sources rather than the tarballs that users install.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkInstalls, findUseFailures } from './installs.js'
import { packPackages, type PackedPackage } from './packages.js'
import { toReport, type Row } from './rows.js'
import { findInstalled, installRuntimes, readPin, typescriptVersions } from './runtimes.js'
import { runSmokeSuite } from './smoke.js'
import { checkTypes, createConsumer } from './types.js'

type Part = (packed: readonly PackedPackage[], folder: string) => Promise<Row[]>

/** The parts of `pnpm matrix`, with the titles of their tables. */
const parts: Readonly<Record<string, { readonly title: string; readonly run: Part }>> = {
  smoke: { title: 'Smoke suite on the packed packages', run: runSmokeSuite },
  install: { title: 'Each packed package in an empty project', run: checkInstalls },
  types: { title: 'Types of the packed packages in consumer projects', run: checkEveryCompiler },
  gate: { title: 'Packed packages on this Node and compiler', run: checkOwnVersions },
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
    if (compiler === undefined) throw new Error(`typescript-${version} is not installed.`)
    rows.push(await checkTypes(project, compiler, 'nodenext'))
    rows.push(await checkTypes(project, compiler, 'bundler'))
  }
  return rows
}

/** Checks what the gate has time for: this Node, this compiler, and the oldest compiler, which is the first to break. */
async function checkOwnVersions(packed: readonly PackedPackage[], folder: string): Promise<Row[]> {
  const project = join(folder, 'own')
  const oldest = `typescript-${typescriptVersions[0]}`
  await createConsumer(packed, project, { [oldest]: readPin(oldest) })
  const failures = await findUseFailures(project, packed, process.execPath)
  const usage: Row = {
    subject: 'Node',
    version: process.versions.node,
    result: `${packed.length} packages: import, require(), referly`,
    failures,
    isRun: true,
  }
  const compiler = dirname(dirname(fileURLToPath(import.meta.resolve('typescript'))))
  return [
    usage,
    await checkTypes(project, join(project, 'node_modules', oldest), 'nodenext'),
    await checkTypes(project, compiler, 'nodenext'),
  ]
}

async function main(names: readonly string[]): Promise<void> {
  const chosen = names.length > 0 ? names : ['smoke', 'install', 'types']
  const unknown = chosen.find((name) => parts[name] === undefined)
  if (unknown !== undefined) {
    throw new Error(`The part must be one of ${Object.keys(parts).join(', ')}, but was ${unknown}.`)
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

// Exit normally, so that child processes and the temporary folder are cleaned up.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
