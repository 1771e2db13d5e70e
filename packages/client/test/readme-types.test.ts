import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createCompilerHost,
  createProgram,
  flattenDiagnosticMessageText,
  getPreEmitDiagnostics,
  parseJsonConfigFileContent,
  readConfigFile,
  sys,
  type CompilerOptions,
} from 'typescript'
import { expect, it } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))
const pages = ['README.md', 'docs/calls.md', 'docs/bulk.md', 'docs/kit.md']
const blocks = pages.flatMap(readBlocks)

function readBlocks(page: string): string[] {
  const text = readFileSync(join(here, '..', page), 'utf8')
  return [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? '')
}

const [checkout = ''] = readBlocks('docs/checkout.md')

/** Returns the first block unchanged, and the others as one source with a client. */
function toSources(): [string, string] {
  const [first = '', ...others] = blocks
  const setUp = `import { createPace, createReferlyClient, systemClock, type Middleware } from '@referly-kit/client'
const referly = createReferlyClient()
`
  return [first, setUp + others.join('\n')]
}

function readOptions(): CompilerOptions {
  const path = join(here, 'tsconfig.json')
  const { options } = parseJsonConfigFileContent(
    readConfigFile(path, sys.readFile).config,
    sys,
    here,
  )
  // Examples declare values without using them.
  const lax = { noUnusedLocals: false, declaration: false, isolatedDeclarations: false }
  return { ...options, ...lax, declarationMap: false }
}

/** Compiles sources that exist only in memory, as if they were next to this file. */
function compile(sources: readonly string[]): string[] {
  const options = readOptions()
  const files = new Map(sources.map((text, index) => [join(here, `readme-${index}.ts`), text]))
  const host = createCompilerHost(options)
  const { readFile, fileExists } = host
  host.readFile = (path) => files.get(path) ?? readFile.call(host, path)
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path)
  const program = createProgram([...files.keys()], options, host)
  return getPreEmitDiagnostics(program).map(({ messageText, file, start = 0 }) => {
    const [text, code] = [flattenDiagnosticMessageText(messageText, ' '), file?.text ?? '']
    return `${basename(file?.fileName ?? '')}: ${text} at ${code.slice(start, start + 60)}`
  })
}

it('compiles every example of the documentation, and rejects one with a typo', () => {
  expect(blocks.length).toBeGreaterThan(3)
  const [first, others] = toSources()
  // All in one program, because starting the compiler takes most of the time.
  const misspelled = first.replace('percentOff', 'percentOf')
  const faults = compile([first, others, misspelled, checkout])
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatch(/^readme-2\.ts: .*percentOf/s)
}, 120_000)
