// Tries the packed packages on every runtime and compiler we support. A CI matrix and `vitest --browser` could do parts
// of it, but only on a CI service, and vitest runs sources rather than the tarballs that users install.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runMain } from '../run-main.js'
import { checkImage } from './image.js'
import { checkInstalls, findUseFailures } from './installs.js'
import { packPackages, type PackedPackage } from './packages.js'
import { toReport, type Row } from './rows.js'
import { findInstalled, installRuntimes, readPin, typescriptVersions } from './runtimes.js'
import { runSmokeSuite } from './smoke.js'
import { checkTypes, createConsumer } from './types.js'

/** A part of `pnpm matrix`. */
interface Part {
  /** The title of its table. */
  readonly title: string
  run(packed: readonly PackedPackage[], folder: string): Promise<Row[]>
}

const parts: Readonly<Record<string, Part>> = {
  smoke: { title: 'Smoke suite on the packed packages', run: runSmokeSuite },
  install: { title: 'Each packed package in an empty project', run: checkInstalls },
  types: { title: 'Types of the packed packages in consumer projects', run: checkEveryCompiler },
  image: { title: "The contents of the server's image", run: checkImage },
  gate: { title: 'Packed packages on this Node and compiler', run: checkOwnVersions },
}

/** The parts that need only this version of Node. */
const ownNodeParts = ['gate', 'image']

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
    // TypeScript 6 deprecates this module resolution, and 7 no longer has it.
    if (Number.parseInt(version, 10) < 6) {
      rows.push(await checkTypes(project, compiler, 'commonjs'))
    }
  }
  return rows
}

/**
 * Checks what the gate has time for: this Node, this compiler, and the oldest compiler, which is the first to break.
 */
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
    await checkTypes(project, join(project, 'node_modules', oldest), 'commonjs'),
    await checkTypes(project, compiler, 'nodenext'),
    ...(await checkImage(packed)),
  ]
}

function parsePart(name: string): Part {
  const part = parts[name]
  if (part !== undefined) return part
  throw new Error(`The part must be one of ${Object.keys(parts).join(', ')}, but was ${name}.`)
}

async function main(): Promise<void> {
  const names = process.argv.slice(2)
  if (names.length === 0) names.push('smoke', 'install', 'types')
  const chosen = names.map(parsePart)
  const folder = mkdtempSync(join(tmpdir(), 'referly-matrix-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  if (names.some((name) => !ownNodeParts.includes(name))) await installRuntimes()
  const packed = await packPackages(folder)
  for (const part of chosen) {
    const rows = await part.run(packed, folder)
    console.log(toReport(part.title, rows))
    if (rows.some(({ failures }) => failures.length > 0)) process.exitCode = 1
  }
}

// Exit normally, so that child processes and the temporary folder are cleaned up.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
await runMain(import.meta.url, main)
