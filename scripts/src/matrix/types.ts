import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readManifest } from '../manifest.js'
import type { PackedPackage } from './packages.js'
import { runProcess } from './processes.js'
import { installWithPnpm } from './projects.js'
import type { Row } from './rows.js'
import { matrixFolder } from './runtimes.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Type tests from the packages. Here they import the packed package instead of its sources. */
const sources: Readonly<Record<string, string>> = {
  'packages/types/test/models.test-d.ts': '@referly-kit/types',
  'packages/contract/test/consumer.test-d.ts': '@referly-kit/types',
  'packages/client/test/surface.test-d.ts': '@referly-kit/client',
  'packages/client/test/webhooks.test-d.ts': '@referly-kit/client/webhooks',
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

/** Compiler settings of consumers: two Node projects with every package, and a web page with those that run there. */
const consumers = {
  nodenext: {
    compilerOptions: { ...strictest, module: 'nodenext', lib: ['ES2023'], types: ['node'] },
    include: ['*.ts'],
  },
  // A CommonJS project from before TypeScript 6, which reads neither `exports` nor `type`.
  commonjs: {
    compilerOptions: {
      ...strictest,
      verbatimModuleSyntax: false,
      esModuleInterop: true,
      module: 'commonjs',
      moduleResolution: 'node10',
      lib: ['ES2023'],
      types: ['node'],
    },
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

/** The module resolution of a consumer. */
export type Consumer = keyof typeof consumers

/** Creates a project with the packed packages, the type tests, and the compilers to check them with. */
export async function createConsumer(
  packed: readonly PackedPackage[],
  project: string,
  compilers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const tools = { '@types/node': '20.19.43', 'expect-type': '1.4.0', ...compilers }
  await installWithPnpm(project, packed, tools)
  const folder = join(project, 'consumers')
  cpSync(join(matrixFolder, 'consumers'), folder, { recursive: true })
  const vitest = join(project, 'node_modules', 'vitest')
  mkdirSync(vitest)
  writeFileSync(join(vitest, 'package.json'), '{ "name": "vitest", "types": "./index.d.ts" }')
  cpSync(join(folder, 'vitest.d.ts'), join(vitest, 'index.d.ts'))
  for (const [path, name] of Object.entries(sources)) {
    const source = readFileSync(join(root, path), 'utf8')
    const text = source.replaceAll(/'\.\.\/src\/.+\.js'/g, `'${name}'`)
    writeFileSync(join(folder, path.replaceAll('/', '-')), text)
  }
  for (const [name, config] of Object.entries(consumers)) {
    writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify(config, null, 2))
  }
}

/** Compiles the type tests with one compiler and the settings of one consumer. */
export async function checkTypes(
  project: string,
  compiler: string,
  consumer: Consumer,
): Promise<Row> {
  const folder = join(project, 'consumers')
  const { version } = readManifest(compiler)
  const args = [join(compiler, 'bin', 'tsc'), '-p', `tsconfig.${consumer}.json`]
  const { status, output } = await runProcess(process.execPath, args, { cwd: folder })
  const failures = output.split('\n').filter((line) => /error TS/.test(line))
  if (status !== 0 && failures.length === 0) failures.push(`exited with ${status}: ${output}`)
  const result = `${consumer}, skipLibCheck off`
  return { subject: 'TypeScript', version, result, failures, isRun: true }
}
