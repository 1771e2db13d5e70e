import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildPage,
  chromiumPath,
  devices,
  launch,
  openTab,
  startConsole,
  type Console,
} from './browser.js'

const count = 100_000

/** Returns a page of many codes, as the server would send it. */
function toPage(url: URL): string {
  const query = url.searchParams
  const isFound = query.get('q') !== null
  const total = isFound ? 1 : count
  const first = Number(query.get('cursor') ?? query.get('skip') ?? 0)
  const end = Math.min(total, first + Number(query.get('limit')))
  const data = Array.from({ length: end - first }, (_, place) => {
    const index = isFound ? 12_345 : first + place
    const redeemed = query.get('order') === 'DESC' ? count - 1 - index : index
    return {
      id: `code-${index}`,
      code: `SAVE${String(index).padStart(6, '0')}`,
      couponId: 'coupon',
      couponName: 'Spring',
      affiliateId: null,
      affiliateName: null,
      affiliateEmail: null,
      externalId: null,
      status: 'ACTIVE',
      active: true,
      expiresAt: null,
      maxRedemptions: null,
      timesRedeemed: redeemed,
      createdAt: '2026-01-01T00:00:00.000Z',
    }
  })
  const nextCursor = end < total ? String(end) : null
  return JSON.stringify({ data, nextCursor, total: query.has('includeTotal') ? total : null })
}

let browser: Browser
let app: Console

describe.skipIf(chromiumPath === undefined)('a list of 100,000 codes', () => {
  beforeAll(async () => {
    const consoleDir = await buildPage()
    ;[browser, app] = await Promise.all([launch(), startConsole({ consoleDir })])
  })

  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  it('reads and renders only the rows in view, sorts, and scrolls to its end', async () => {
    const [device] = devices
    if (device === undefined) throw new Error('no device')
    const { page, context, problems } = await openTab(browser, device)
    let requests = 0
    await page.route('**/api/kit/v1/search/codes?*', (route) => {
      requests++
      const body = toPage(new URL(route.request().url()))
      return route.fulfill({ contentType: 'application/json', body })
    })
    await page.goto(app.origin + (await app.server.admin.createSignInLink(app.programId)))
    await page.getByRole('link', { name: 'Codes', exact: true }).click()
    const table = page.getByRole('table', { name: 'Codes' })
    await page.getByText('100,000', { exact: true }).waitFor()
    expect(await table.getAttribute('aria-rowcount')).toBe(String(count + 1))
    expect(await table.getByRole('row').count()).toBeLessThan(80)
    await page.getByRole('button', { name: 'Redeemed' }).click()
    await page.getByRole('button', { name: 'Redeemed' }).click()
    await table.getByText('99,999', { exact: true }).waitFor()
    await table.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await page.locator(`[aria-rowindex="${count + 1}"]`).waitFor()
    expect(await table.getByRole('row').count()).toBeLessThan(80)
    await page.getByRole('searchbox').fill('SAVE012345')
    await page.locator('[aria-rowcount="2"]').waitFor()
    await page.getByText('SAVE012345').waitFor()
    expect(requests).toBeLessThan(30)
    expect(problems).toEqual([])
    await context.close()
  })

  it('is not read by the designer, which reads a sample of 100,000 affiliates and finds coupons', async () => {
    const [device] = devices
    if (device === undefined) throw new Error('no device')
    const { page, context, problems } = await openTab(browser, device)
    const coupon = await app.client.coupons.create({ name: 'Spring', percentOff: 20 })
    const requests: string[] = []
    const createPage = (row: (index: number) => object, url: URL): object => {
      const { searchParams: query } = url
      const isFound = query.has('q')
      const data = Array.from({ length: isFound ? 1 : Number(query.get('limit')) }, (_, index) =>
        row(isFound ? 12_345 : index),
      )
      const total = query.has('includeTotal') ? count : null
      return { data, nextCursor: isFound ? null : 'next', total }
    }
    const [summary] = (await app.client.kit.search.coupons.list({ id: coupon.id })).data
    const toCoupon = (index: number): object => {
      return { ...summary, id: `coupon-${index}`, name: `Coupon ${index}` }
    }
    const toAffiliate = (index: number): object => {
      const email = `${index}@example.com`
      return { id: `affiliate-${index}`, firstName: 'Ann', lastName: `Lee ${index}`, email }
    }
    await page.route('**/api/kit/v1/search/*?*', (route) => {
      const url = new URL(route.request().url())
      requests.push(`${url.pathname.split('/').at(-1)} ${url.searchParams.get('q') ?? ''}`)
      const row = url.pathname.endsWith('coupons') ? toCoupon : toAffiliate
      return route.fulfill({ json: createPage(row, url) })
    })
    await page.goto(app.origin + (await app.server.admin.createSignInLink(app.programId)))
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    // The overview also searches for codes and coupons.
    await page.waitForLoadState('networkidle')
    requests.length = 0
    await page.getByRole('link', { name: 'Designer', exact: true }).click()
    await page.getByRole('button', { name: 'Create 100,000 codes' }).waitFor()
    expect(requests.toSorted()).toEqual(['affiliates ', 'coupons '])
    await page.getByLabel('Find a coupon').fill('12345')
    const select = page.getByLabel('Coupon', { exact: true })
    await select.getByRole('option', { name: 'Coupon 12345' }).waitFor({ state: 'attached' })
    expect(await select.inputValue()).toBe('coupon-0')
    await select.selectOption('Coupon 12345')
    await page.getByRole('button', { name: 'Create 100,000 codes' }).waitFor()
    expect(requests).toContain('coupons 12345')
    expect(requests.length).toBeLessThan(8)
    expect(problems).toEqual([])
    await context.close()
  })
})
