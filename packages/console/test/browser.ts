import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import { startServer, type RunningServer, type StartOptions } from '@referly-kit/server'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** The browser that the gate installs, or that of `REFERLY_TEST_CHROMIUM`. */
export const chromiumPath: string | undefined = [
  process.env['REFERLY_TEST_CHROMIUM'],
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))

/** Folder of the screenshots, one per page, device, and color scheme. */
const screenshots: string = fileURLToPath(new URL('../reports/screenshots/', import.meta.url))

/** A running server with the console, its program, and a client of it. */
export interface Console {
  readonly server: RunningServer
  readonly origin: string
  readonly programId: string
  readonly apiKey: string
  readonly client: ReferlyClient
  close(): Promise<void>
}

/** Builds the page into a separate folder, so that tests do not disturb a build. Returns the folder. */
export async function buildPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'referly-page-'))
  await build({
    root,
    configFile: `${root}vite.config.ts`,
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  })
  return outDir
}

/** Starts a server with the console. Closing it removes the page, unless another server has it, too. */
export async function startConsole(
  options: StartOptions,
  { isPageKept = false }: { readonly isPageKept?: boolean } = {},
): Promise<Console> {
  const server = await startServer(options)
  const { id: programId } = await server.admin.createProgram({ name: 'Northwind Coffee' })
  const { key: apiKey } = await server.admin.createApiKey(programId)
  return {
    server,
    origin: new URL(server.url).origin,
    programId,
    apiKey,
    client: createReferlyClient({ apiKey, baseUrl: server.url }),
    async close() {
      await server.close()
      if (options.consoleDir === undefined || isPageKept) return
      rmSync(options.consoleDir, { recursive: true })
    },
  }
}

/** Starts the browser. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    // Containers have no user namespaces for the sandbox, and little shared memory.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  })
}

/** A kind of screen. */
export interface Device {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly isMobile: boolean
  readonly colorScheme: 'light' | 'dark'
}

const desktop = { width: 1280, height: 800, isMobile: false }
const phone = { width: 390, height: 844, isMobile: true }

/** Two screens, which between them have both sizes and both color schemes. */
export const devices: readonly Device[] = [
  { name: 'desktop-light', ...desktop, colorScheme: 'light' },
  { name: 'phone-dark', ...phone, colorScheme: 'dark' },
]

/** The two other combinations of sizes and color schemes. */
export const otherDevices: readonly Device[] = [
  { name: 'desktop-dark', ...desktop, colorScheme: 'dark' },
  { name: 'phone-light', ...phone, colorScheme: 'light' },
]

/** A tab, and what went wrong in it. */
export interface Tab {
  readonly page: Page
  readonly context: BrowserContext
  /** Violations of the content security policy and errors of scripts. */
  readonly problems: string[]
}

/** Opens a tab that reports violations of the content security policy and errors of scripts. */
export async function openTab(browser: Browser, device: Device): Promise<Tab> {
  const { width, height, isMobile, colorScheme } = device
  const context = await browser.newContext({
    viewport: { width, height },
    isMobile,
    hasTouch: isMobile,
    colorScheme,
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  })
  // The whole gate runs on the same cores.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const isRefusal = message.text().includes('Failed to load resource')
    if (message.type() === 'error' && !isRefusal) problems.push(message.text())
  })
  return { page, context, problems }
}

/** Checks the accessibility of the page. Returns one line per violation. */
export async function listViolations(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, which the content security policy does not affect.
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  })
}

interface Axe {
  run(
    root: Document,
    options: { readonly runOnly: readonly string[] },
  ): Promise<{
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
  }>
}

/** Takes a screenshot under the name of the page and the device. */
export async function shoot(page: Page, device: Device, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: `${screenshots}${name}-${device.name}.png` })
}

/** Returns everything that a script on the page could read: its source, storage, and cookies. */
export async function readEverything(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const scripts = [...document.scripts].map(({ src }) => fetch(src).then((each) => each.text()))
    const toPromise = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error))
      })
    const records: unknown[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await toPromise(indexedDB.open(name))
      for (const store of database.objectStoreNames) {
        records.push(await toPromise(database.transaction(store).objectStore(store).getAll()))
      }
      database.close()
    }
    const stored = [{ ...localStorage }, { ...sessionStorage }, records, await caches.keys()]
    return (
      JSON.stringify([stored, document.cookie, location.href, history.state]) +
      document.documentElement.outerHTML +
      (await Promise.all(scripts)).join('')
    )
  })
}
