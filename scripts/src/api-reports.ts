import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Extractor,
  ExtractorConfig,
  type ExtractorMessage,
  type IConfigFile,
} from '@microsoft/api-extractor'

/** The public surface of one entry point, as API Extractor writes it down. */
export interface ApiReport {
  /** The file's name in `etc/`, such as `sequence.api.md` for `./sequence`. */
  readonly name: string
  readonly text: string
}

interface EntryPoint {
  readonly name: string
  /** The compiled declarations, relative to the package. */
  readonly types: string
}

/** The manifest as far as it says what can be imported. */
interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}

/**
 * Lists what of a package can be imported, by the names of the reports.
 *
 * @example toEntryPoints({ exports: { '.': { types: './dist/index.d.ts' }, './package.json': './package.json' } })
 * //=> [{ name: 'index', types: './dist/index.d.ts' }]
 */
export function toEntryPoints({ exports }: Manifest): readonly EntryPoint[] {
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === 'string') return []
    const name = path === '.' ? 'index' : path.slice('./'.length).replaceAll('/', '-')
    return [{ name, types: target.types }]
  })
}

function toConfig(folder: string, { name, types }: EntryPoint, output: string): IConfigFile {
  return {
    projectFolder: folder,
    mainEntryPointFilePath: join(folder, types),
    compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
    newlineKind: 'lf',
    apiReport: {
      enabled: true,
      reportFileName: name,
      reportFolder: output,
      reportTempFolder: output,
      // What the surface mentions belongs to it, exported by name or not.
      includeForgottenExports: true,
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: 'error' as never } },
      extractorMessageReporting: {
        default: { logLevel: 'error' as never },
        'ae-forgotten-export': { logLevel: 'none' as never, addToApiReportFile: true },
        'ae-missing-release-tag': { logLevel: 'none' as never },
        'ae-undocumented': { logLevel: 'none' as never },
      },
      tsdocMessageReporting: { default: { logLevel: 'none' as never } },
    },
  }
}

function onMessage(message: ExtractorMessage): void {
  // The new report is meant to differ: we compare it ourselves, and say which command takes it over.
  if (message.messageId.startsWith('console-')) message.handled = true
}

/** Writes down the public surface of a built package, one report for each entry point. */
export function createApiReports(folder: string): readonly ApiReport[] {
  const manifest = join(folder, 'package.json')
  const output = mkdtempSync(join(tmpdir(), 'referly-api-'))
  try {
    const entries = toEntryPoints(JSON.parse(readFileSync(manifest, 'utf8')) as Manifest)
    return entries.map((entry) => {
      const config = ExtractorConfig.prepare({
        configObject: toConfig(folder, entry, output),
        configObjectFullPath: join(folder, 'api-extractor.json'),
        packageJsonFullPath: manifest,
      })
      const { errorCount } = Extractor.invoke(config, {
        localBuild: true,
        messageCallback: onMessage,
      })
      if (errorCount > 0) throw new Error(`${entry.types}: the surface cannot be written down`)
      const name = `${entry.name}.api.md`
      return { name, text: readFileSync(join(output, name), 'utf8') }
    })
  } finally {
    rmSync(output, { recursive: true, force: true })
  }
}

/** Reads the reports that are committed with a package, in `etc/`. */
export function readApiReports(folder: string): readonly ApiReport[] {
  const etc = join(folder, 'etc')
  if (!existsSync(etc)) return []
  return readdirSync(etc)
    .filter((name) => name.endsWith('.api.md'))
    .map((name) => ({ name, text: readFileSync(join(etc, name), 'utf8') }))
}

/** Replaces the reports that are committed with a package. */
export function writeApiReports(folder: string, reports: readonly ApiReport[]): void {
  const etc = join(folder, 'etc')
  for (const { name } of readApiReports(folder)) rmSync(join(etc, name))
  mkdirSync(etc, { recursive: true })
  for (const { name, text } of reports) writeFileSync(join(etc, name), text)
}

function listLinesMissing(from: string, text: string): readonly string[] {
  const lines = new Set(from.split('\n'))
  return text.split('\n').filter((line) => line !== '' && !lines.has(line))
}

/**
 * Says where the surface differs from the reports that are committed, with the lines; empty when it does not.
 *
 * @example
 * compareApiReports([{ name: 'index.api.md', text: 'a' }], [{ name: 'index.api.md', text: 'b' }])
 * //=> ['index.api.md:\n- a\n+ b']
 */
export function compareApiReports(
  committed: readonly ApiReport[],
  actual: readonly ApiReport[],
): readonly string[] {
  const names = new Set([...committed, ...actual].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const before = committed.find((report) => report.name === name)?.text ?? ''
    const after = actual.find((report) => report.name === name)?.text ?? ''
    if (before === after) return []
    const removed = listLinesMissing(after, before).map((line) => `- ${line}`)
    const added = listLinesMissing(before, after).map((line) => `+ ${line}`)
    const lines = [...removed, ...added]
    return [
      `${name}:\n${lines.length === 0 ? '  the same lines in another order' : lines.join('\n')}`,
    ]
  })
}
