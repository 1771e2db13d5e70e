import { randomUUID } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const toPath = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const source = toPath('../src/bin.ts')

/** Paths of `referly` in one file, with which a process starts in a fraction of the time that TypeScript takes. */
export interface Bundles {
  /** Everything. */
  readonly whole: string
  /** Everything but the server, whose dependencies take longest to load. */
  readonly quick: string
}

/** Bundles the sources of `referly` and of the packages that it uses. */
export async function createBundles(): Promise<Bundles> {
  const server = '@referly-kit/server'
  const [whole, quick] = await Promise.all([bundle('whole'), bundle('quick', server)])
  return { whole, quick }
}

async function bundle(name: string, ...external: readonly string[]): Promise<string> {
  const require = createRequire(import.meta.url)
  const { build } = createRequire(require.resolve('tsx'))('esbuild') as Esbuild
  const draft = toPath(`../reports/${name}-${randomUUID()}.mjs`)
  await build({
    entryPoints: [source],
    outfile: draft,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@referly-kit/source'],
    external,
    plugins: [{ name: 'places', setup: keepPlaces }],
    logLevel: 'error',
  })
  // Test files create the same bundle at the same time, and none may see an incomplete one.
  const file = toPath(`../reports/${name}.mjs`)
  renameSync(draft, file)
  return file
}

/** Keeps the paths that files are found by: those of other files in the sources, and of packages in `node_modules`. */
function keepPlaces({ onLoad, onResolve, resolve }: PluginBuild): void {
  onLoad({ filter: /\/packages\/[^/]+\/src\/.*\.ts$/ }, ({ path }) => {
    const url = JSON.stringify(pathToFileURL(path).href)
    const text = readFileSync(path, 'utf8')
      .replaceAll('import.meta.resolve(', `toFileUrl(${url}, `)
      .replaceAll('import.meta.url', url)
    return { contents: text.includes('toFileUrl(') ? toFileUrlText + text : text, loader: 'ts' }
  })
  onResolve({ filter: /^[^.]/ }, async ({ path, kind, resolveDir, pluginData }) => {
    if (/^(?:node:|\/|@referly-kit\/)/.test(path) || pluginData === 'inner') return undefined
    const { path: file } = await resolve(path, { kind, resolveDir, pluginData: 'inner' })
    return { path: pathToFileURL(file).href, external: true }
  })
}

const toFileUrlText = `import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
const toFileUrl = (from, name) => pathToFileURL(createRequire(from).resolve(name)).href
`

/** The part of esbuild (a dependency of tsx) that is used here. */
interface Esbuild {
  build(options: Readonly<Record<string, unknown>>): Promise<unknown>
}

interface Import {
  readonly path: string
  readonly kind: string
  readonly resolveDir: string
  readonly pluginData: unknown
}

interface PluginBuild {
  onLoad(
    options: { readonly filter: RegExp },
    load: (file: { readonly path: string }) => object,
  ): void
  onResolve(
    options: { readonly filter: RegExp },
    resolve: (found: Import) => Promise<object | undefined>,
  ): void
  resolve(path: string, options: object): Promise<{ readonly path: string }>
}
