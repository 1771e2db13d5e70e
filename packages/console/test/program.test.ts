import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startServer } from '@referly-kit/server'
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
  readEverything,
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
  it('call the client as its types allow', () => {
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

let browser: Browser
let app: Console

beforeAll(async () => {
  if (chromiumPath === undefined) return
  const consoleDir = await buildPage()
  ;[browser, app] = await Promise.all([launch(), startConsole({ consoleDir })])
  await app.client.kit.program.update({ name: hostile })
})

afterAll(async () => {
  await browser?.close()
  await app?.close()
})

const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>'

describe.skipIf(chromiumPath === undefined)('the API reference', () => {
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
    // RapiDoc draws operations again while it loads, and a click on a button that is replaced is lost.
    const whenLoaded = { waitUntil: 'networkidle' } as const
    await page.goto(`${app.origin}/docs#post-/coupons`, whenLoaded)
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

    await page.goto(`${app.origin}/docs/kit#get-/program`, whenLoaded)
    await page.getByRole('button', { name: 'Try' }).first().click()
    await page.getByText(/Response Status: OK:200/).waitFor()
    await page.getByText(`"${hostile}"`).waitFor()
    expect(await listViolations(page)).toEqual([])
    await shoot(page, device, 'reference-try')
    expect(problems).toEqual([])
    await context.close()
  })
})

describe.skipIf(chromiumPath === undefined)('the pages of the program', () => {
  it.each(devices)('create and revoke keys, and end sessions ($name)', async (device) => {
    const tab = await openTab(browser, device)
    const { page, context } = tab
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const signIn = async (): Promise<void> => {
      await page.goto(app.origin + (await app.server.admin.createSignInLink(app.programId)))
      await page.getByRole('navigation').first().waitFor()
    }
    await signIn()
    const other = await app.client.kit.keys.list({ kind: 'SESSION', state: 'ACTIVE' })
    await page.getByRole('link', { name: 'Program', exact: true }).click()
    await page.getByRole('link', { name: 'API keys' }).click()
    const label = `${hostile} ${device.name}`
    await page.getByLabel('Name of the new key').fill(label)
    await page.getByRole('button', { name: 'Create key' }).click()
    const shown = await page.locator('.new-key code').textContent()
    const key = String(shown)
    expect(key).toMatch(/^rk_live_[\w-]{43}$/)
    await page.getByRole('cell', { name: label, exact: true }).waitFor()
    expect(await listViolations(page)).toEqual([])
    await shoot(page, device, 'keys')
    await page.getByRole('button', { name: 'Copy key' }).click()
    await page.getByText('Copied the key.').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
    await page.getByRole('link', { name: 'Sessions' }).click()
    await page.getByText('This browser').waitFor()
    expect(await listViolations(page)).toEqual([])
    await shoot(page, device, 'sessions')
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.getByRole('cell', { name: label, exact: true }).waitFor()
    expect(await readEverything(page)).not.toContain(key)

    const authorization = `Bearer ${key}`
    const call = (): Promise<Response> =>
      fetch(`${app.origin}/api/kit/v1/program`, { headers: { authorization } })
    expect((await call()).status).toBe(200)
    await page.getByRole('button', { name: `Revoke ${label}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('cell', { name: label, exact: true }).waitFor({ state: 'detached' })
    expect((await call()).status).toBe(401)

    for (const session of other.data) await app.client.kit.keys.revoke(session.id)
    await page.getByRole('link', { name: 'Sessions' }).click()
    await page.getByText('Use an API key of your program').waitFor()
    expect(tab.problems).toEqual([])
    await context.close()
  })

  it('keep what was typed while the operator signs in again, but not for another program', async () => {
    const [device] = devices
    if (device === undefined) throw new Error('no device')
    const { page, context, problems } = await openTab(browser, device)
    const endSession = async (): Promise<void> => {
      const keys = await app.server.admin.listApiKeys(app.programId)
      const sessions = keys.filter(
        ({ kind, revokedAt }) => kind === 'session' && revokedAt === null,
      )
      for (const { id } of sessions) await app.server.admin.revokeApiKey(id)
    }
    const signIn = async (apiKey: string): Promise<void> => {
      await page.getByLabel('API key').fill(apiKey)
      await page.getByRole('button', { name: 'Sign in' }).click()
    }
    const other = await app.server.admin.createProgram({ name: 'Other' })
    const { key } = await app.server.admin.createApiKey(other.id)
    await page.goto(`${app.origin}${await app.server.admin.createSignInLink(app.programId)}`)
    await app.client.coupons.create({ name: 'Kept', percentOff: 20 })
    await page.getByRole('link', { name: 'Designer', exact: true }).click()
    await page.getByLabel('Prefix').fill('KEEP')
    await endSession()
    await page.getByLabel('Codes for').selectOption('All active affiliates')
    await signIn(app.apiKey)
    await page.getByRole('heading', { name: 'Code designer' }).waitFor()
    expect(await page.getByLabel('Prefix').inputValue()).toBe('KEEP')
    await page.getByRole('link', { name: 'Affiliates', exact: true }).click()
    await page.getByRole('link', { name: 'New affiliate' }).click()
    for (const last of [false, true]) {
      await page.getByLabel('First name').fill('Half')
      await page.getByLabel('Last name').fill('Typed')
      await page.getByLabel('Email').fill('half@example.com')
      await endSession()
      await page.getByRole('button', { name: 'New affiliate' }).click()
      await signIn('rk_live_wrong')
      await page.getByText('This API key is not valid').waitFor()
      if (last) break
      await signIn(app.apiKey)
      await page.getByText('Restored what you typed').waitFor()
      expect(await page.getByLabel('Last name').inputValue()).toBe('Typed')
      expect(await readEverything(page)).not.toContain(app.apiKey)
    }
    await signIn(key)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.getByRole('link', { name: 'Affiliates', exact: true }).click()
    await page.getByRole('link', { name: 'New affiliate' }).first().click()
    expect(await page.getByLabel('Last name').inputValue()).toBe('')
    expect(await readEverything(page)).not.toContain('half@example.com')
    expect(problems).toEqual([])
    await context.close()
  })

  it('report that the server does not respond, and reload a record on request', async () => {
    const [, phone] = devices
    if (phone === undefined) throw new Error('no device')
    const { page, context, problems } = await openTab(browser, phone)
    const coupon = await app.client.coupons.create({ name: 'Away', percentOff: 20 })
    await page.goto(`${app.origin}${await app.server.admin.createSignInLink(app.programId)}`)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.goto(`${app.origin}/#/coupons/${coupon.id}`)
    await page.getByText('The page could not be loaded.').waitFor()
    await page.getByText('The server is not responding.').waitFor()
    expect(await page.getByText('does not exist').count()).toBe(0)
    expect(await listViolations(page)).toEqual([])
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Away' }).waitFor()
    await page.route('**/assets/**', (route) => route.abort())
    await page.goto(`${app.origin}/#/webhooks`)
    await page.getByText('The page could not be loaded.').waitFor()
    await page.unroute('**/assets/**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Webhooks' }).waitFor()
    await page.goto(`${app.origin}/#/coupons/none`)
    await page.getByText('This record does not exist.').waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.goto(`${app.origin}/#/program`)
    await page.reload()
    await page.getByText('Loading ...').waitFor()
    await page.unroute('**/api/**')
    await page.getByLabel('Time zone').waitFor()
    const link = page.getByRole('link', { name: 'Program', exact: true })
    await expect
      .poll(async () => {
        const { x = Infinity, width = 0 } = (await link.boundingBox()) ?? {}
        return x + width
      })
      .toBeLessThanOrEqual(phone.width)
    expect(problems).toEqual([])
    await context.close()
  })

  it('save a backup while it arrives, or let the browser download it', async () => {
    const [device] = devices
    if (device === undefined) throw new Error('no device')
    const tab = await openTab(browser, device)
    const { page, context } = tab
    await page.goto(app.origin + (await app.server.admin.createSignInLink(app.programId)))
    await page.getByRole('navigation').first().waitFor()
    // A test cannot operate the browser's dialog, so the file is in the page's own file system.
    await page.evaluate(() => {
      const choose = async (): Promise<FileSystemFileHandle> =>
        (await navigator.storage.getDirectory()).getFileHandle('backup', { create: true })
      Object.assign(window, { showSaveFilePicker: choose })
    })
    await page.goto(`${app.origin}/#/program/backup`)
    await page.getByRole('button', { name: 'Download backup' }).click()
    await page.getByText(/^Saved all \d+ rows/).waitFor()
    expect(await listViolations(page)).toEqual([])
    await shoot(page, device, 'backup')
    const saved = await page.evaluate(async () => {
      const directory = await navigator.storage.getDirectory()
      const file = await (await directory.getFileHandle('backup')).getFile()
      const text = await file.text()
      await directory.removeEntry('backup')
      return text
    })
    await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'))
    await page.goto('about:blank')
    await page.goto(`${app.origin}/#/program/backup`)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download backup' }).click()
    const path = await (await download).path()
    for (const text of [saved, readFileSync(path, 'utf8')]) {
      const target = await startServer()
      const lines = text.split('\n')
      await target.admin.restore(lines)
      expect(await target.admin.listPrograms()).toMatchObject([{ name: hostile }])
      await target.close()
    }
    expect(tab.problems).toEqual([])
    await context.close()
  })

  it('show hostile names as text, like every other page', async () => {
    const [device] = devices
    if (device === undefined) throw new Error('no device')
    const paths = await createHostileRecords(app)
    const tab = await openTab(browser, device)
    const { page, context, problems } = tab
    page.on('dialog', (dialog) => problems.push(`a dialog: ${dialog.message()}`))
    await page.goto(app.origin + (await app.server.admin.createSignInLink(app.programId)))
    await page.getByRole('navigation').first().waitFor()
    for (const path of paths) {
      await page.goto(app.origin + path)
      await page.getByText(hostile.slice(0, 20)).first().waitFor({ state: 'attached' })
      // Let the rest of the page arrive before it is checked.
      await page.waitForLoadState('networkidle')
      const injected = await page.evaluate(
        () => document.querySelectorAll('img[src="x"], script:not([src])').length,
      )
      expect({ path, injected, problems }).toEqual({ path, injected: 0, problems: [] })
    }
    await context.close()
  })
})

/** Creates records with hostile text in every field that accepts it, and returns the pages that show them. */
async function createHostileRecords({ client }: Console): Promise<readonly string[]> {
  const coupon = await client.coupons.create({ name: hostile, percentOff: 10, externalId: hostile })
  const email = 'hostile@example.com'
  const affiliate = await client.affiliates.create({ firstName: hostile, lastName: hostile, email })
  const code = await client.promotionalCodes.create({
    couponId: coupon.id,
    code: 'HOSTILE',
    affiliateId: affiliate.id,
    externalId: hostile,
  })
  await client.referrals.create({
    name: hostile,
    email: 'customer@example.com',
    affiliateId: affiliate.id,
    referredUserExternalId: hostile,
    plan: hostile,
  })
  const sale = await client.sales.create({
    name: hostile,
    promoCode: 'HOSTILE',
    totalEarned: 10,
    externalId: hostile,
    externalInvoiceId: hostile,
    product: { productId: hostile, name: hostile },
  })
  await client.kit.keys.create({ label: hostile })
  const webhook = await client.kit.webhooks.create({
    url: 'https://example.com/hook',
    description: hostile,
    events: ['sale.created'],
  })
  const places = [
    'overview',
    'coupons',
    `coupons/${coupon.id}`,
    `coupons/${coupon.id}?edit=1`,
    'codes',
    `codes/${code.id}`,
    'affiliates',
    `affiliates/${affiliate.id}`,
    `affiliates/${affiliate.id}?edit=1`,
    'sales',
    `sales/${sale.id}`,
    'designer',
    'money/balances',
    `money/balances/${affiliate.id}`,
    `money/refunds/new?sale=${sale.id}`,
    `money/adjustments/${affiliate.id}`,
    'webhooks',
    `webhooks/${webhook.id}`,
    'program',
    'program/keys',
    'program/sessions',
    'program/backup',
  ]
  return [...places.map((place) => `/#/${place}`), '/docs', '/docs/kit#get-/keys']
}
