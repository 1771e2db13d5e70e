import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startServer, type RunningServer } from '@referly-kit/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const folder = new URL('../reports/readme/', import.meta.url)

const blocks = (file: string): string[] =>
  [...readFileSync(new URL(file, root), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code]) => code!,
  )

const promised = (code: string): string[] =>
  [...code.matchAll(/^console\.log\(.*\/\/=> (.*)$/gm)].map(([, result]) => result!)

const write = (name: string, text: string): string => {
  mkdirSync(folder, { recursive: true })
  const file = fileURLToPath(new URL(name, folder))
  writeFileSync(file, text)
  return file
}

describe('the first example', () => {
  let server: RunningServer
  let apiKey: string
  const [example = ''] = blocks('README.md')

  beforeAll(async () => {
    server = await startServer()
    const program = await server.admin.createProgram({ name: 'Readme' })
    apiKey = (await server.admin.createApiKey(program.id)).key
  })

  afterAll(() => server.close())

  it('prints the documented output', async () => {
    const env = { ...process.env, REFERLY_API_KEY: apiKey, REFERLY_BASE_URL: server.url }
    const args = ['--conditions=@referly-kit/source', '--import', 'tsx', write('first.ts', example)]
    expect(promised(example)).toEqual(['1'])
    const { stdout } = await promisify(execFile)(process.execPath, args, { env })
    expect(stdout.trim().split('\n')).toEqual(promised(example))
  })
})

describe('the examples', () => {
  it.each(['README.md', 'packages/types/README.md'])('in %s compile', (file) => {
    const name = file.replaceAll('/', '-')
    const [example = ''] = blocks(file)
    write(`${name}.ts`, example)
    const config = write(
      `${name}.tsconfig.json`,
      JSON.stringify({
        extends: '../../tsconfig.json',
        compilerOptions: { noUnusedLocals: false },
        include: [`${name}.ts`],
      }),
    )
    const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root))
    expect(execFileSync(process.execPath, [tsc, '-p', config], { encoding: 'utf8' })).toBe('')
  })
})
