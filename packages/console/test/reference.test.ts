import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContract } from '../scripts/reference/contracts.js'
import type { ApiName, CodeSample } from '../scripts/reference/samples.js'
import { sampleOrigin } from '../src/reference/sample-origin.js'
import {
  buildPage,
  chromiumPath,
  devices,
  launch,
  listViolations,
  openTab,
  shoot,
  startConsole,
  type Console,
} from './browser.js'

interface Sampled {
  readonly operationId: string
  readonly 'x-codeSamples': readonly CodeSample[]
}

const apis: readonly ApiName[] = ['referly', 'kit']

const operations = apis.flatMap((api) =>
  Object.values(createContract(api).paths).flatMap(
    (methods) => Object.values(methods) as unknown as Sampled[],
  ),
)

const samplesFor = (lang: string): readonly (readonly [id: string, source: string])[] =>
  operations.map(({ operationId, 'x-codeSamples': samples }) => [
    operationId,
    samples.find((sample) => sample.lang === lang)?.source ?? '',
  ])

describe('the samples of the API reference', () => {
  it('call the client as its types allow', { timeout: 60_000 }, () => {
    const functions = samplesFor('javascript').map(([id, source]) => {
      const body = source.replace(/^import .*$/m, '')
      return `export async function ${id}Sample(): Promise<void> {${body}}`
    })
    const text = `import { createReferlyClient } from '@referly-kit/client'\n${functions.join('\n')}`
    expect(listFaults(text)).toEqual([])
  })
})

/** Compiles a module next to this file, without writing it. */
function listFaults(text: string): readonly string[] {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const config = ts.getParsedCommandLineOfConfigFile(`${root}tsconfig.json`, {}, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: () => {},
  } as ts.ParseConfigFileHost)
  const options = { ...config?.options, types: ['node'], noEmit: true }
  const name = `${root}test/samples.ts`
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (path) => path === name || fileExists(path)
  host.getSourceFile = (path, version, ...rest) =>
    path === name ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest)
  const program = ts.createProgram([name], options, host)
  const source = program.getSourceFile(name)
  const faults = [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics()]
  return faults.map(({ messageText, start = 0 }) => {
    const place = text.slice(start, start + 80)
    return `${ts.flattenDiagnosticMessageText(messageText, '\n')} at ${place}`
  })
}

const run = promisify(execFile)
const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>'

describe.skipIf(chromiumPath === undefined)('the API reference', { timeout: 120_000 }, () => {
  let browser: Browser
  let app: Console

  beforeAll(async () => {
    const consoleDir = await buildPage()
    ;[browser, app] = await Promise.all([launch(), startConsole({ consoleDir })])
    await app.client.kit.program.update({ name: hostile })
  })

  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  it('has commands for curl that reach their operations', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'samples-'))
    const script = samplesFor('bash')
      .map(([id, source]) => {
        const command = source.replaceAll(sampleOrigin, app.origin).replace('-O -J', '')
        return `printf '\\n%s ' ${id}; ${command} -s -w ' %{http_code}' -o body; head -c 300 body`
      })
      .join('\n')
    const env = { ...process.env, REFERLY_API_KEY: app.apiKey }
    const { stdout } = await run('sh', ['-c', script], { cwd: directory, env })
    rmSync(directory, { recursive: true })
    const answers = stdout.trim().split(/\n(?=\w+ {2}\d{3})/)
    expect(answers).toHaveLength(operations.length)
    const wrong =
      /^\w+ {2}(?:401|405|415|5\d\d|400.*(?:known (?:parameter|property)|missing))|UNKNOWN_PATH/
    expect(answers.filter((answer) => wrong.test(answer))).toEqual([])
  })

  it('serves both contracts with the address of the server', async () => {
    for (const [file, url] of [
      ['openapi.json', '/api/v1'],
      ['kit-openapi.json', '/api/kit/v1'],
    ]) {
      const response = await fetch(`${app.origin}/${file}`)
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(await response.json()).toMatchObject({ servers: [{ url }] })
    }
  })

  it.each(devices)('shows operations and tries them with the session ($name)', async (device) => {
    const { page, context, problems } = await openTab(browser, device)
    await page.goto(`${app.origin}/docs`)
    await page.getByText('refused until you sign in').waitFor()
    await page.goto(app.origin + (await app.server.admin.createSignInLink(app.programId)))
    await page.getByRole('navigation').waitFor()
    await page.goto(`${app.origin}/docs#post-/coupons`)
    await page.getByText(hostile).waitFor()
    await page.getByText('Create a coupon').last().waitFor()
    await page.getByRole('button', { name: '@referly-kit/client' }).first().click()
    await page.getByText('referly.coupons.create').first().waitFor()
    expect(await listViolations(page)).toEqual([])
    await shoot(page, device, 'reference')
    const coupons = await app.client.coupons.list()
    await page.getByRole('button', { name: 'Try' }).first().click()
    await page.getByText(/Response Status: OK:200/).waitFor()
    expect(await app.client.coupons.list()).toHaveLength(coupons.length + 1)

    await page.goto(`${app.origin}/docs/kit#get-/program`)
    await page.getByRole('button', { name: 'Try' }).first().click()
    await page.getByText(/Response Status: OK:200/).waitFor()
    await page.getByText(`"${hostile}"`).waitFor()
    expect(await listViolations(page)).toEqual([])
    await shoot(page, device, 'reference-try')
    expect(problems).toEqual([])
    await context.close()
  })
})
