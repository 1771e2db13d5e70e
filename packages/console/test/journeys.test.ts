import { readFileSync, rmSync } from 'node:fs'
import { findPostgresql, type PostgresqlServer } from '@referly-kit/contract/postgresql'
import type { NewAffiliate } from '@referly-kit/types'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildPage,
  chromiumPath,
  devices,
  launch,
  openTab,
  otherDevices,
  readEverything,
  startConsole,
  type Console,
  type Device,
} from './browser.js'
import { createOperator, hostile, openConsole, type Operator } from './operator.js'

interface Target {
  readonly name: string
  readonly screens: readonly Device[]
  readonly start?: () => Promise<PostgresqlServer>
}

const postgresql = findPostgresql()

/** Both sizes and both color schemes on each database, and all four combinations over both. */
const targets: readonly Target[] = [
  { name: 'PGlite', screens: devices },
  ...(postgresql === undefined
    ? []
    : [{ name: 'PostgreSQL', screens: otherDevices, start: postgresql }]),
]

let browser: Browser
let consoleDir: string

beforeAll(async () => {
  if (chromiumPath === undefined) return
  ;[browser, consoleDir] = await Promise.all([launch(), buildPage()])
})

afterAll(async () => {
  await browser?.close()
  if (consoleDir !== undefined) rmSync(consoleDir, { recursive: true })
})

const options = { skip: chromiumPath === undefined }

describe.each(targets)('the console on $name', options, ({ screens, start }) => {
  let app: Console
  let database: PostgresqlServer | undefined

  beforeAll(async () => {
    database = await start?.()
    const databaseUrl = database?.databaseUrl
    const keptPage = { isPageKept: true }
    app = await startConsole(
      { consoleDir, ...(databaseUrl !== undefined && { databaseUrl }) },
      keptPage,
    )
    await app.client.affiliates.create({
      firstName: hostile,
      lastName: 'Lovelace',
      email: 'ada@example.com',
      commissionRate: 10,
    })
  })

  afterAll(async () => {
    await app?.close()
    await database?.close()
  })

  const open = (device: Device): Promise<Operator> => openConsole(browser, app, device)

  it('uses a link once, and keeps it out of the history', async () => {
    const [device] = screens
    if (device === undefined) throw new Error('no device')
    const tab = await openTab(browser, device)
    const link = await app.server.admin.createSignInLink(app.programId)
    await tab.page.goto(app.origin + link)
    await tab.page.getByRole('navigation').waitFor()
    await tab.page.goBack()
    expect(tab.page.url()).not.toContain(link)
    const other = await openTab(browser, device)
    await other.page.goto(app.origin + link)
    await other.page.getByText('This link was already used').waitFor()
    await tab.context.close()
    await other.context.close()
  })

  it.each(screens)(
    'runs a program from signing in to signing out: coupon, code, sale, refund, change, disabling ($name)',
    async (device) => {
      const tab = await openTab(browser, device)
      const { page, context } = tab
      const operator = createOperator(tab, device)
      const suffix = device.name
      await page.goto(app.origin)
      await operator.see('Use an API key of your program', 'sign-in')
      await operator.fill('API key', 'rk_live_wrong')
      await operator.press('Sign in')
      await operator.see('This API key is not valid', 'sign-in-refused')
      await operator.fill('API key', app.apiKey)
      await operator.press('Sign in')
      await page.getByRole('navigation').first().waitFor()
      if (device === screens[0]) await operator.see('No coupons yet', 'overview-empty')
      const stolen = await context.cookies()
      expect(stolen[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
      expect(await readEverything(page)).not.toContain(app.apiKey)
      await operator.open('Coupons')
      await operator.open('New coupon')
      await operator.see('Percent off', 'coupon-new')
      await operator.press('New coupon')
      await operator.see('Please check the marked fields.', 'coupon-new-problems')
      expect(await page.getByText('Required.').count()).toBe(2)
      const name = `${hostile} ${suffix}`
      await operator.fill('Name', name)
      await operator.fill('Percent off', '120')
      await operator.press('New coupon')
      await operator.see('Enter a number between 1 and 100.')
      await operator.fill('Percent off', '20')
      await operator.press('New coupon')
      await operator.see('Codes of this coupon', 'coupon-empty')
      await operator.open('New code')
      await operator.fill('Code', `ADA-${suffix}`)
      await operator.fill("Affiliate's email", 'ada@example.com')
      await operator.see('Redemption limit', 'code-new')
      await operator.press('New code')
      await operator.see(`Created ADA-${suffix}.`, 'code')
      await operator.open('Sales')
      await operator.open('Record a sale')
      await page.getByLabel('Code').fill(`ADA-${suffix}`)
      await operator.fill('Total paid', '49.90')
      await operator.fill("Customer's email", `${suffix}@example.com`)
      await operator.fill("Customer's name", hostile)
      await operator.see('Total paid', 'sale-new')
      await operator.press('Record a sale')
      await operator.see('$4.99', 'sale')
      await operator.open('Refund')
      await operator.see('taken back', 'sale-refund')
      await operator.press('Refund')
      await operator.see('Refunded $49.90.')
      await operator.open('Coupons')
      await page.getByRole('link', { name, exact: true }).click()
      await operator.open('Edit')
      await operator.fill('Percent off', '25')
      await operator.see(
        'The discount of 1 active code changes from 20% off to 25% off',
        'coupon-edit',
      )
      await operator.press('Save')
      await operator.see('25% off', 'coupon')
      await operator.open(`ADA-${suffix}`)
      await operator.press('Disable')
      await operator.see('stays reserved', 'code-disable')
      await operator.press('Disable')
      await operator.see('Disabled', 'code-disabled')
      const [code] = await app.client.promotionalCodes.list({ code: `ADA-${suffix}` })
      expect(code).toMatchObject({ active: false, timesRedeemed: 0 })
      for (const title of [
        'Overview',
        'Coupons',
        'Codes',
        'Affiliates',
        'Sales',
        'Money',
        'Program',
      ]) {
        await operator.open(title)
        await page.getByRole('heading', { name: title, exact: true }).waitFor()
        await operator.see(title, title.toLowerCase())
      }
      await operator.press('Sign out')
      await operator.see('Use an API key of your program')
      await context.addCookies(stolen)
      await page.reload()
      await operator.see('Use an API key of your program')
      expect(tab.problems).toEqual([])
      await context.close()
    },
  )

  it.each(screens.slice(0, 1))('changes the settings of the program ($name)', async (device) => {
    const operator = await open(device)
    await operator.open('Program')
    await operator.fill('Holding days', '91')
    await operator.press('Save')
    await operator.see('Enter a number between 0 and 90.')
    await operator.fill('Holding days', '14')
    await operator.press('Save')
    await operator.see('Saved the settings.', 'program-saved')
    const { holdingDays } = await app.client.kit.program.get()
    expect(holdingDays).toBe(14)
    expect(operator.tab.problems).toEqual([])
    await operator.tab.context.close()
  })

  it.each(screens.filter((screen) => devices.includes(screen)))(
    'sends webhooks to an endpoint ($name)',
    async (device) => {
      const operator = await open(device)
      const { page, tab } = operator
      const name = `${hostile} ${device.name}`
      await operator.open('Webhooks')
      await operator.see('New endpoint', 'webhooks-empty')
      await operator.open('New endpoint')
      await operator.press('New endpoint')
      await operator.see('Please check the marked fields.', 'webhook-new-problems')
      await operator.fill('URL', 'http://localhost/hook')
      await operator.fill('Name', name)
      for (const event of ['sale.created', 'sale.deleted']) await page.getByLabel(event).check()
      await operator.press('New endpoint')
      await operator.see('url must be', 'webhook-new')
      await operator.fill('URL', `https://hooks.example/${device.name}`)
      await operator.press('New endpoint')
      await operator.see('it is not shown again', 'webhook-secret')
      const [webhook] = (await app.client.kit.webhooks.list()).data.slice(-1)
      const id = webhook?.id ?? ''
      expect(webhook).toMatchObject({ description: name, events: ['sale.created', 'sale.deleted'] })
      await operator.press('I have stored it')
      expect(await page.getByText('whsec_').count()).toBe(0)
      await operator.press('New secret')
      await page.getByText('both the old and the new secret').first().waitFor()
      await operator.press('New secret')
      await page.getByText('Old secret valid until').first().waitFor()
      await page.getByLabel('Test event').selectOption('coupon.created')
      await operator.press('Send test event')
      await page.getByRole('link', { name: 'coupon.created' }).click()
      await operator.see('percentOff', 'delivery')
      await operator.press('Resend')
      await page.getByText('Resending the event.').waitFor()
      await operator.open('Deliveries')
      expect(await page.getByText('whsec_').count()).toBe(0)
      await operator.press('Resend failed')
      await page.getByText('in the last 30 days').first().waitFor()
      await operator.press('Resend failed')
      await operator.open('Edit')
      await page.getByLabel('coupon.created').check()
      await operator.see('Maximum concurrent attempts', 'webhook-edit')
      await operator.press('Save')
      await operator.press('Disable')
      await page.getByText('are never sent to it').waitFor()
      await operator.press('Disable')
      await operator.see('Disabled', 'webhook')
      const changed = await app.client.kit.webhooks.get(id)
      expect(changed).toMatchObject({ state: 'DISABLED' })
      expect(changed.events).toContain('coupon.created')
      await operator.press('Enable')
      await page.getByText('Enabled').first().waitFor()
      // Nobody waits for five days of failures.
      const failing = { ...changed, disabledReason: 'FAILING', failingSince: changed.createdAt }
      const reads = /\/api\/kit\/v1\/webhooks(\?|\/[^/]+$)/
      await page.route(reads, (route) => {
        const isList = route.request().url().includes('?')
        return route.fulfill({ json: isList ? { data: [failing], nextCursor: null } : failing })
      })
      await page.reload()
      await operator.see('Disabled after failures', 'webhook-stopped')
      await operator.open('Overview')
      await operator.see('every attempt failed for five days', 'overview-stopped')
      await page.unroute(reads)
      await page.reload()
      await operator.open('Webhooks')
      await page.getByRole('link', { name, exact: true }).click()
      await operator.press('Delete')
      await page.getByText('its secret, and its deliveries').first().waitFor()
      await operator.press('Delete')
      await operator.see('Deleted', 'webhooks-deleted')
      expect(tab.problems).toEqual([])
      await tab.context.close()
    },
  )

  it.each(screens)(
    'designs codes for 300 affiliates, pauses, and resumes after a reload ($name)',
    async (device) => {
      const { client, server, programId } = app
      const coupon = await client.coupons.create({ name: `Autumn ${device.name}`, percentOff: 15 })
      await server.admin.importAffiliates(programId, createAffiliates(300))
      const operator = await open(device)
      const { page, tab } = operator
      await page.route('**/api/v1/promotional-codes', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 40))
        await route.continue()
      })
      await operator.open('Designer')
      await page.getByLabel('Coupon', { exact: true }).selectOption(coupon.name)
      await operator.fill('Prefix', 'FALL')
      await operator.see('FALL', 'designer')
      const { people } = await readPeople()
      await operator.press(`Create ${people} codes`)
      await page.getByText(/^\d\d+ of /).waitFor()
      await operator.press('Pause')
      await page.getByRole('button', { name: 'Resume' }).waitFor()
      await operator.see('Resume', 'designer-paused')
      await page.reload()
      await operator.see('Resume', 'designer-reloaded')
      await operator.press('Resume')
      await operator.see(`${people} of ${people} created.`, 'designer-done')
      const download = page.waitForEvent('download')
      await operator.press('Save results')
      expect((await download).suggestedFilename()).toMatch(/^codes-.*\.csv$/)
      const codes = await client.promotionalCodes.list({ couponId: coupon.id })
      expect(codes).toHaveLength(people)
      expect(new Set(codes.map(({ affiliateId }) => affiliateId)).size).toBe(people)
      await operator.press('Close')
      await operator.see('No affiliates match')
      expect(tab.problems).toEqual([])
      await tab.context.close()
    },
  )

  it.each(screens.filter((screen) => devices.includes(screen)))(
    'creates codes for a dropped file, and resumes after a reload ($name)',
    async (device) => {
      const { client, server, programId } = app
      const coupon = await client.coupons.create({ name: `Filed ${device.name}`, percentOff: 10 })
      const people = createAffiliates(40).map((person, index) => {
        return { ...person, email: `filed-${device.name}-${index}@example.com` }
      })
      await server.admin.importAffiliates(programId, people.slice(1))
      const operator = await open(device)
      const { page, tab } = operator
      await page.route('**/api/v1/promotional-codes', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 40))
        await route.continue()
      })
      await operator.open('Designer')
      await page.getByLabel('Coupon', { exact: true }).selectOption(coupon.name)
      await page.getByLabel('Codes for').selectOption('A CSV file')
      const rows = people.map(({ email }, index) => `${email};José;Núñez ${index};=1+1`)
      const cell = `"${hostile.replaceAll('"', '""')}"`
      rows[1] = `${people[1]?.email};'=1+1;${cell};${cell}`
      // Windows-1252, as Excel saves it in much of Europe.
      const toBytes = (header: string, lines: readonly string[]): Buffer =>
        Buffer.from([header, ...lines].join('\r\n'), 'latin1')
      await drop(page, toBytes('Naslov;Vorname;Nachname;Stufe', ['bo;Bo;Li;', ...rows]))
      await operator.see('No column email. The columns are "Naslov"', 'designer-file-column')
      await page.getByLabel('Column for email').selectOption('Naslov')
      await operator.see('Line 2: email must be a valid email address, but was "bo".')
      await page.getByLabel('Encoding').scrollIntoViewIfNeeded()
      await operator.see('The file was read as Windows-1252.', 'designer-file-problem')
      const create = page.getByRole('button', { name: /^Create \d* ?codes?$/ })
      expect(await create.isDisabled()).toBe(true)
      // The corrected file, chosen instead of dropped.
      await page.getByLabel('CSV file of affiliates').setInputFiles({
        name: 'list.csv',
        mimeType: 'text/csv',
        buffer: toBytes('E-Mail;Vorname;Nachname;Stufe', rows),
      })
      await operator.see(`One affiliate does not exist yet and gets no code: ${people[0]?.email}`)
      await page.getByText('Create 1 affiliate').scrollIntoViewIfNeeded()
      await operator.see('Create 39 codes', 'designer-file')
      await operator.press('Create 1 affiliate')
      await operator.press('Create 40 codes')
      await page.getByText(/^\d+ of 40 created/).waitFor()
      await operator.press('Pause')
      await page.getByRole('button', { name: 'Resume' }).waitFor()
      await page.reload()
      await operator.press('Resume')
      await operator.see('40 of 40 created.')
      const download = page.waitForEvent('download')
      await operator.press('Save results')
      const results = readFileSync(await (await download).path(), 'utf8').split('\r\n')
      expect(results[0]).toMatch(/^\uFEFFfirst_name,.*,message,Stufe$/)
      expect(results[1]).toMatch(/^José,Núñez 0,filed-.*,created,,'=1\+1$/)
      expect(results[2]).toContain(`'=1+1,${cell},filed-`)
      await operator.press('Close')
      const codes = await client.promotionalCodes.list({ couponId: coupon.id })
      expect(new Set(codes.map(({ affiliateId }) => affiliateId)).size).toBe(40)
      expect(tab.problems).toEqual([])
      await tab.context.close()
    },
  )

  const readPeople = async (): Promise<{ readonly people: number }> => {
    const affiliates = await app.client.affiliates.list()
    return { people: affiliates.filter(({ status }) => status === 'ACTIVE').length }
  }
})

/** Drops a file on its field, as from a file manager. */
async function drop(page: Page, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    (content) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(content)], 'list.csv', { type: 'text/csv' }))
      return data
    },
    [...bytes],
  )
  await page.locator('.file-field').dispatchEvent('drop', { dataTransfer: transfer })
}

const firstNames = ['Ada', 'Grace', 'José', 'Zoë', 'Łukasz', 'Ørsted', 'Mei', 'Иван', '李雷']

function createAffiliates(count: number): NewAffiliate[] {
  return Array.from({ length: count }, (_, index) => ({
    firstName: firstNames[index % firstNames.length] ?? '',
    lastName: `Doe ${index}`,
    email: `affiliate${index}@example.com`,
  }))
}
