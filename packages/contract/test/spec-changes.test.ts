import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findMisfits } from '../src/case-fits.js'
import { contractCases } from '../src/cases.js'
import { contractDocument } from '../src/contract.js'
import { readExampleFixtures } from '../src/examples.js'

interface KnownChange {
  readonly id: string
  readonly expected: string
  readonly what: string
}

const root = new URL('../../../', import.meta.url)
const types = new URL('packages/types/', root)
const folder = new URL('../reports/spec-changes/', import.meta.url)
const changes = parse(
  readFileSync(new URL('specs/spec-changes.yaml', root), 'utf8'),
) as readonly KnownChange[]
const breaking = changes.filter(({ expected }) => expected === 'B')
const judged = changes.filter(({ expected }) => expected === 'B' || expected === '-')
const values = { ...readExampleFixtures(), unique: '0f3a91c2' }

const run = (file: URL, args: readonly string[]): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [fileURLToPath(file), ...args], {
    cwd: fileURLToPath(folder),
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off' },
  })

/** Writes one contract per change, with its types and a consumer. */
async function createConsumers(): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await run(new URL('node_modules/tsx/dist/cli.mjs', root), [
    fileURLToPath(new URL('scripts/src/spec/known-changes.ts', root)),
    fileURLToPath(folder),
  ])
  const apis = judged.map(({ id }) => [
    id,
    { root: `${id}.yaml`, 'x-openapi-ts': { output: `${id}/src/openapi.ts` } },
  ])
  write('redocly.yaml', JSON.stringify({ apis: Object.fromEntries(apis) }))
  await run(new URL('node_modules/openapi-typescript/bin/cli.js', types), [
    '--redocly',
    'redocly.yaml',
    '--default-non-nullable=false',
  ])
  const consumer = readFileSync(new URL('consumer.test-d.ts', import.meta.url), 'utf8')
    .replace("'@referly-kit/types/openapi'", "'../src/openapi.js'")
    .replace("'@referly-kit/types'", "'../src/index.js'")
  for (const { id } of judged) {
    for (const name of ['index.ts', 'kit.ts', 'kit-openapi.ts']) {
      cpSync(new URL(`src/${name}`, types), new URL(`${id}/src/${name}`, folder))
    }
    cpSync(new URL('test/', types), new URL(`${id}/test/`, folder), { recursive: true })
    write(`${id}/test/consumer.test-d.ts`, consumer)
  }
}

/** Compiles every consumer and returns the errors. */
async function readTypeFaults(): Promise<readonly string[]> {
  const config = { extends: '../../tsconfig.json', include: ['*/test/*.ts'] }
  write('tsconfig.json', JSON.stringify(config))
  const tsc = new URL('node_modules/typescript/bin/tsc', root)
  const faults = run(tsc, ['-p', 'tsconfig.json', '--noEmit', '--pretty', 'false']).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
  return (await faults).split('\n').filter((line) => /^\S+\(\d+,\d+\): error/.test(line))
}

const write = (name: string, text: string): void => writeFileSync(new URL(name, folder), text)

describe('a change to the contract', () => {
  let typeFaults: readonly string[]

  beforeAll(async () => {
    await createConsumers()
    typeFaults = await readTypeFaults()
  }, 120_000)

  const readFaults = (id: string): readonly string[] => {
    const document = parse(readFileSync(new URL(`${id}.yaml`, folder), 'utf8')) as object
    return [
      ...typeFaults.filter((line) => line.startsWith(`${id}/`)),
      ...findMisfits(document, contractCases, values).map(
        ({ name, reason }) => `${name}: ${reason}`,
      ),
    ]
  }

  it.each(breaking)('breaks a consumer or a case: $what ($id)', ({ id }) => {
    expect(readFaults(id)).not.toEqual([])
  })

  it('breaks nothing when nothing changed', () => {
    expect(readFaults('35-no-change')).toEqual([])
    expect(findMisfits(contractDocument, contractCases, values)).toEqual([])
  })
})
