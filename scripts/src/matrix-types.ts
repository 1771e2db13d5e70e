import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PackedPackage } from './matrix-packages.js'
import { runProcess } from './matrix-processes.js'
import { installWithPnpm } from './matrix-projects.js'
import type { Row } from './matrix-rows.js'
import { matrixFolder } from './matrix-runtimes.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The type tests that stand beside the sources; here they read the packed packages instead. */
const sources: Readonly<Record<string, string>> = {
  'packages/types/test/models.test-d.ts': '@referly-kit/types',
  'packages/contract/test/consumer.test-d.ts': '@referly-kit/types',
  'packages/client/test/surface.test-d.ts': '@referly-kit/client',
  'packages/codegen-structure/test/types.test.ts': '@referly-kit/codegen-structure',
}

const strictest = {
  noEmit: true,
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  target: 'ES2022',
}

/** Two kinds of consumers: on a server, with everything; and in a page, with what runs there. */
const consumers = {
  nodenext: {
    compilerOptions: { ...strictest, module: 'nodenext', lib: ['ES2023'], types: ['node'] },
    include: ['*.ts'],
  },
  bundler: {
    compilerOptions: {
      ...strictest,
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: [],
    },
    include: ['*.ts'],
    exclude: ['server.test-d.ts', 'cli.test-d.ts'],
  },
} as const

/** How a consumer resolves modules. */
export type Consumer = keyof typeof consumers

/** Creates a project that has the packages, the type tests and whatever more is named in it. */
export async function createConsumer(
  packed: readonly PackedPackage[],
  project: string,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const tools = { '@types/node': '20.19.43', 'expect-type': '1.4.0', ...more }
  await installWithPnpm(project, packed, tools)
  // nodenext reads a file as a module only where the project says so.
  const manifest = join(project, 'package.json')
  const fields = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
  writeFileSync(manifest, JSON.stringify({ ...fields, type: 'module' }))
  const folder = join(project, 'consumers')
  cpSync(join(matrixFolder, 'consumers'), folder, { recursive: true })
  const vitest = join(project, 'node_modules', 'vitest')
  mkdirSync(vitest)
  writeFileSync(join(vitest, 'package.json'), '{ "name": "vitest", "types": "./index.d.ts" }')
  cpSync(join(folder, 'vitest.d.ts'), join(vitest, 'index.d.ts'))
  for (const [path, name] of Object.entries(sources)) {
    const text = readFileSync(join(root, path), 'utf8').replaceAll("'../src/index.js'", `'${name}'`)
    writeFileSync(join(folder, path.replaceAll('/', '-')), text)
  }
  for (const [name, config] of Object.entries(consumers)) {
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(config, null, 2))
  }
}

/** Compiles the type tests with one compiler, the way of one kind of consumer. */
export async function checkTypes(
  project: string,
  compiler: string,
  consumer: Consumer,
): Promise<Row> {
  const folder = join(project, 'consumers')
  const { version } = JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')) as {
    version: string
  }
  const args = [join(compiler, 'bin', 'tsc'), '-p', `tsconfig.${consumer}.json`]
  const { status, output } = await runProcess(process.execPath, args, { cwd: folder })
  const failures = output.split('\n').filter((line) => /error TS/.test(line))
  if (status !== 0 && failures.length === 0) failures.push(`ended with ${status}: ${output}`)
  const result = `${consumer}, skipLibCheck off`
  return { subject: 'TypeScript', version, result, failures, isRun: true }
}
