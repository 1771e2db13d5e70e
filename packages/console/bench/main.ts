// `pnpm bench:console [rounds]` compares the list of 100,000 codes with a list of 10, and with one of 40, which
// fills the window, in the Chromium of the journeys and on PostgreSQL.
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { findPostgresql } from '@referly-kit/contract/postgresql'
import type { CDPSession, Page } from 'playwright-core'
import { buildPage, devices, launch, openTab, startConsole, type Tab } from '../test/browser.js'

const rounds = Number(process.argv[2] ?? 5)
const counts = [10, 40, 100_000] as const
const sqlClient = 'psql'

const startPostgresql = findPostgresql()
const [device] = devices
if (startPostgresql === undefined || device === undefined) throw new Error('PostgreSQL is missing.')
const database = await startPostgresql()
const { databaseUrl } = database
const app = await startConsole({ consoleDir: await buildPage(), databaseUrl })
const browser = await launch()

/** Opens a tab. The compiler of this file names functions with a helper that pages do not have. */
async function open(): Promise<Tab> {
  const tab = await openTab(browser, device ?? raise())
  await tab.page.addInitScript('globalThis.__name = (named) => named')
  return tab
}

/** Creates a program with codes of 5,000 affiliates, or as many as there are codes. */
async function createProgram(codes: number): Promise<string> {
  const { id } = await app.server.admin.createProgram({ name: `${codes} codes` })
  const toId = (kind: number, n: string): string =>
    `(lpad(to_hex(${kind}), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  const people = Math.min(codes, 5000)
  const texts = [
    `INSERT INTO affiliates (program_id, id, first_name, last_name, email, email_key, commission_rate, status,
        created_at, updated_at)
      SELECT '${id}', ${toId(1, 'n')}, 'Ann', 'Lee ' || n, n || '@example.com', n || '@example.com', 10, 'ACTIVE',
        now(), now() FROM generate_series(1, ${people}) n`,
    `INSERT INTO coupons (program_id, id, name, coupon_type, percent_off, duration, limit_to_products, product_ids,
        valid, created_at, updated_at)
      SELECT '${id}', ${toId(2, 'n')}, 'Coupon ' || n, 'PERCENTAGE', 10, 'once', false, '{}', true, now(), now()
      FROM generate_series(0, 19) n`,
    `INSERT INTO promotional_codes (program_id, id, code, code_key, coupon_id, affiliate_id, active, first_time_order,
        limit_to_customers, limit_to_affiliate, is_auto_generated, created_at, updated_at, times_redeemed, expires_at)
      SELECT '${id}', ${toId(3, 'n')}, 'SAVE' || md5(n::text), 'save' || md5(n::text), ${toId(2, 'n % 20')},
        ${toId(1, `1 + n % ${people}`)}, true, false, false, false, false, now(), now(), n % 97,
        now() + n * interval '1 hour' FROM generate_series(1, ${codes}) n`,
    'ANALYZE',
  ]
  const flags = ['-q', '-d', databaseUrl, ...texts.flatMap((text) => ['-c', text])]
  execFileSync(sqlClient, flags)
  return id
}

/** Waits in the page until a condition holds in a frame. Returns the time in milliseconds. */
const waitForRows = (): Promise<number> =>
  new Promise((resolve) => {
    const check = (): void => {
      const isDone =
        document.querySelector('.table-body .row-link') !== null &&
        document.querySelector('.list')?.getAttribute('aria-busy') === 'false'
      // The rows are painted in the frame after the one in which they are found.
      requestAnimationFrame(isDone ? () => resolve(performance.now()) : check)
    }
    check()
  })

async function measureSort(page: Page, title: string): Promise<number> {
  await page.getByRole('columnheader', { name: title }).waitFor()
  return page.evaluate(async (name) => {
    const button = [...document.querySelectorAll<HTMLElement>('[role=columnheader] button')].find(
      ({ title: text }) => text.endsWith(name),
    )
    const list = document.querySelector('.list')
    return new Promise<number>((resolve) => {
      const start = performance.now()
      const observer = new MutationObserver(() => {
        if (list?.getAttribute('aria-busy') !== 'false') return
        observer.disconnect()
        requestAnimationFrame(() => resolve(performance.now() - start))
      })
      if (list !== null) observer.observe(list, { attributeFilter: ['aria-busy'] })
      button?.click()
    })
  }, title)
}

/** Scrolls for 180 frames, and returns the number of those that came late. */
function countDropped(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const table = document.querySelector('.table')
    const nextFrame = (): Promise<number> =>
      new Promise((resolve) => requestAnimationFrame(resolve))
    let dropped = 0
    let last = await nextFrame()
    for (let frame = 0; frame < 180; frame++) {
      table?.scrollBy(0, 90)
      const now = await nextFrame()
      dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1)
      last = now
    }
    return dropped
  })
}

const columns = ['Code', 'Coupon', 'Affiliate', 'Redeemed', 'Limit', 'Expires', 'Status']

async function measureRound(programId: string): Promise<Readonly<Record<string, number>>> {
  const { page, context } = await open()
  await page.goto(app.origin + (await app.server.admin.createSignInLink(programId)))
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  await page.goto(`${app.origin}/#/codes`)
  await page.reload({ waitUntil: 'commit' })
  const result: Record<string, number> = { 'first rows': await page.evaluate(waitForRows) }
  // Rows are counted after the first ones are shown.
  await page.locator('.count').filter({ hasText: /\d/ }).waitFor()
  for (const title of columns) {
    result[`sorted by ${title}`] = await measureSort(page, title)
    result[`sorted by ${title}, descending`] = await measureSort(page, title)
  }
  result['dropped frames of 180'] = await countDropped(page)
  await context.close()
  return result
}

function raise(): never {
  throw new Error('No device.')
}

async function readHeap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 2 ** 20
}

async function measureMemory(programId: string): Promise<readonly number[]> {
  const { page, context } = await open()
  await page.goto(app.origin + (await app.server.admin.createSignInLink(programId)))
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  const session = await context.newCDPSession(page)
  const heaps: number[] = []
  const places = ['overview', 'coupons', 'codes', 'affiliates', 'sales']
  for (let turn = 0; turn < 120; turn++) {
    if (turn % 20 === 0) heaps.push(await readHeap(session))
    await page.goto(`${app.origin}/#/${places[turn % places.length]}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForTimeout(60)
  }
  heaps.push(await readHeap(session))
  await context.close()
  return heaps
}

async function measureScripts(programId: string): Promise<number> {
  const { page, context } = await open()
  await page.goto(app.origin + (await app.server.admin.createSignInLink(programId)))
  await page.getByRole('heading', { name: 'Overview' }).waitFor()
  const bytes = await page.evaluate(async () => {
    const all = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const sizes = all
      .filter(({ name }) => name.endsWith('.js'))
      .map(async ({ name }) => {
        const { body } = await fetch(name)
        const zipped = body?.pipeThrough(new CompressionStream('gzip'))
        return (await new Response(zipped).arrayBuffer()).byteLength
      })
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  })
  await context.close()
  return bytes
}

function toMedian(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN
}

try {
  const programs = await Promise.all(counts.map(createProgram))
  const [few = '', , many = ''] = programs
  const results: Record<string, number>[][] = programs.map(() => [])
  for (const id of programs) await measureRound(id)
  for (let round = 0; round < rounds; round++) {
    for (const [index, id] of programs.entries()) results[index]?.push(await measureRound(id))
  }
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, ${rounds} rounds, medians`)
  console.log(`scripts of the first load: ${await measureScripts(many)} bytes, gzip`)
  for (const name of Object.keys(results[0]?.[0] ?? {})) {
    const medians = results.map((list) => toMedian(list.map((each) => each[name] ?? NaN)))
    const [ofTen = NaN, ofForty = NaN, ofAll = NaN] = medians
    const ratios = `, ratios ${(ofAll / ofTen).toFixed(2)} and ${(ofAll / ofForty).toFixed(2)}`
    const texts = medians.map((value) => value.toFixed(1)).join(', ')
    console.log(`${name}: ${texts}${name.startsWith('dropped') ? '' : ratios}`)
  }
  for (const id of [few, many]) {
    const heaps = await measureMemory(id)
    console.log(
      `MB after 0, 20, ... 120 navigations: ${heaps.map((heap) => heap.toFixed(2)).join(', ')}`,
    )
  }
} finally {
  await browser.close()
  await app.close()
  await database.close()
}
