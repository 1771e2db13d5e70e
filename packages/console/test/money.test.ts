import { readFileSync } from 'node:fs'
import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  buildPage,
  chromiumPath,
  devices,
  launch,
  startConsole,
  type Console,
  type Device,
} from './browser.js'
import { hostile, openConsole, type Operator } from './operator.js'

let browser: Browser
let app: Console

describe.skipIf(chromiumPath === undefined)('the money pages in a browser', () => {
  beforeAll(async () => {
    const consoleDir = await buildPage()
    ;[browser, app] = await Promise.all([launch(), startConsole({ consoleDir })])
  })

  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  it.each(devices.slice(0, 1))(
    'explains what to do next in a new program ($name)',
    async (device) => {
      const operator = await open(device)
      await operator.open('Money')
      await operator.see('No commission yet', 'money-empty')
      for (const [tab, text] of emptyTabs) {
        await operator.open(tab)
        await operator.see(text, `${toFileName(tab)}-empty`)
      }
      await operator.open('New payout')
      await operator.see('Nothing is payable', 'payout-new-empty')
      await close(operator)
    },
  )

  it.each(devices)(
    'decides on commissions, refunds a sale, and pays out ($name)',
    async (device) => {
      const program = await createProgram()
      const { client, people } = program
      const operator = await open(device, program)
      const { page } = operator
      await operator.open('Money')
      await operator.see('$197.50', 'money')
      await operator.open('On hold')
      await operator.see('$60.00', 'money-on-hold')
      await page.getByRole('button', { name: 'Release' }).first().click()
      await operator.see('can be paid out from', 'money-release')
      await operator.press('Release')
      await operator.see('Released $60.00.')
      await page.getByRole('button', { name: 'Decline' }).nth(1).waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Decline' }).first().click()
      await operator.see('permanently loses')
      await operator.press('Decline')
      await operator.see('Nothing is on hold')
      await operator.open('Sales')
      await page.getByRole('link', { name: String(program.saleId), exact: true }).click()
      await operator.open('Refund')
      await operator.fill('Amount', '1000.01')
      await operator.press('Refund')
      await operator.see('at most $1,000.00', 'refund-problem')
      await operator.fill('Amount', '400')
      await page.getByLabel('Reason').selectOption('Dispute')
      await operator.fill('Note', hostile)
      await operator.see('$40.00 of the $100.00 commission is taken back.', 'refund')
      await operator.press('Refund')
      await operator.see('Refunded $400.00.', 'sale-refunded')
      await operator.open('$400.00')
      await operator.see('Dispute', 'money-refunds')
      await operator.open('New payout')
      await operator.see('For 2 affiliates. 3 amounts are carried over', 'payout-new')
      await operator.press('Create payout')
      await operator.see('No money is sent yet', 'payout-create')
      await operator.press('Create payout')
      await operator.see('Created a payout of $120.00.', 'payout')
      expect(await saveFile(page, 'Wise file')).toContain(`${people.ada.email},`)
      await page.getByRole('button', { name: 'Failed', exact: true }).first().click()
      await operator.fill('Reason', 'Closed account')
      await operator.see('goes back to the balance', 'payout-fail')
      await operator.press('Mark as failed')
      await operator.see('Marked $60.00 as failed.')
      await operator.press('Mark as paid')
      await operator.see('has sent all pending amounts')
      await operator.press('Mark as paid')
      await operator.see('Marked $60.00 as paid.', 'payout-paid')
      const { data } = await client.kit.payouts.list()
      expect(data).toMatchObject([{ status: 'PAID', paidAmount: 60, failedAmount: 60 }])
      await operator.open('Payouts')
      await operator.see('$120.00', 'money-payouts')
      await close(operator)
    },
  )

  it.each(devices)('shows balances, entries, and statements ($name)', async (device) => {
    const program = await createProgram()
    const { client, people, saleId } = program
    await client.kit.payouts.create()
    await client.kit.refunds.create({ saleId, reason: 'DISPUTE' })
    const operator = await open(device, program)
    const { page } = operator
    await operator.open('Money')
    await operator.fill('Email of an affiliate', people.ada.email)
    await operator.press('Find')
    await operator.see('-$100.00')
    await page.getByRole('table').getByRole('link').first().click()
    await operator.see('It is deducted from the next commission.', 'money-account')
    await page.getByLabel('Type').selectOption('Clawed back')
    await page.getByRole('table').getByText('Clawed back').waitFor()
    await operator.open('Adjust')
    await operator.see('To correct it later, add or deduct the difference.')
    await operator.press('Adjust balance')
    await operator.see('Enter an amount above 0.')
    await operator.fill('Amount', '12.5')
    await operator.fill('Note', hostile)
    await operator.see('-$100.00 is payable now, and -$87.50 afterward.', 'money-adjustment')
    await operator.press('Adjust balance')
    await operator.see('Added $12.50.')
    await operator.open('Adjust')
    await page.getByLabel('Change').selectOption('Deduct an amount')
    await operator.fill('Amount', '12.5')
    await operator.fill('Note', 'Entered twice')
    await operator.press('Adjust balance')
    await operator.see('Deducted $12.50.')
    await operator.open('Statement')
    await operator.see('Owed at the end', 'money-statement')
    expect(await saveFile(page, 'Download CSV')).toMatch(
      /,CLAWED_BACK,\d+,,,USD,-100,0,Dispute\r\n/,
    )
    await operator.open('Statements')
    await operator.see('Owed after', 'money-statements')
    expect(await saveFile(page, 'Download CSV')).toContain('mallory@example.com,USD,')
    await close(operator)
  })

  it.each(otherDevices)(
    'pays some affiliates, and reads a long list page by page ($name)',
    async (device) => {
      const program = await createProgram()
      const { client } = program
      await addPaidAffiliates(program, 210)
      const operator = await open(device, program)
      const { page } = operator
      await operator.open('Money')
      await operator.see('$12,797.50', 'money')
      await operator.open('New payout')
      await operator.fill('Payable until', '2026-01-31')
      await operator.see('Nobody would be paid. 1 amount is carried over')
      await operator.fill('Payable until', '')
      await page.getByLabel('Affiliates', { exact: true }).selectOption('Some affiliates')
      await operator.fill('Emails', 'paid3@example.com, Zoe <zoe@example.com>')
      await operator.press('Use these affiliates')
      await operator.see('zoe@example.com has no balance.', 'payout-some')
      // Nobody is chosen yet, so nobody can be paid.
      expect(await page.getByRole('button', { name: 'Create payout' }).count()).toBe(0)
      const many = Array.from({ length: 205 }, (_, index) => `paid${index}@example.com`)
      await operator.fill('Emails', many.join('\n'))
      await operator.press('Use these affiliates')
      // Two requests, because the address of one would be too long.
      await operator.see('For 205 affiliates.')
      await operator.see('$12,300.00')
      await page.getByLabel('Affiliates', { exact: true }).selectOption('Some affiliates')
      await operator.fill('Emails', 'paid3@example.com\nada@example.com; PAID4@example.com')
      await operator.press('Use these affiliates')
      await operator.see('For 3 affiliates.', 'payout-chosen')
      await operator.press('Create payout')
      await operator.see('Create a payout of $220.00?')
      await operator.press('Create payout')
      await operator.see('Created a payout of $220.00.')
      const [payout] = (await client.kit.payouts.list()).data
      expect(payout).toMatchObject({ affiliates: 3, amount: 220 })
      const cursors: string[] = []
      page.on('request', (request) => {
        const { pathname, searchParams } = new URL(request.url())
        if (pathname.endsWith('/balances')) cursors.push(searchParams.get('cursor') ?? '')
      })
      await operator.open('Money')
      const table = page.getByRole('table', { name: 'Balances' })
      await table.waitFor()
      expect(await table.getAttribute('aria-rowcount')).toBe('-1')
      // The end moves down when the rows of a page have arrived.
      const scroll = async (): Promise<number> => {
        await table.evaluate((element) => element.scrollTo(0, element.scrollHeight))
        return cursors.length
      }
      await expect.poll(scroll).toBe(3)
      await page.locator('[role="table"][aria-rowcount="216"]').waitFor()
      const next = expect.stringContaining('.USD')
      expect(cursors).toEqual(['', next, next])
      await close(operator)
    },
  )

  it('pays nobody twice after a double click and a lost response', async () => {
    const [device] = devices
    if (device === undefined) throw new Error('no device')
    const program = await createProgram()
    const operator = await open(device, program)
    const { page } = operator
    let lost = 0
    await page.route('**/api/kit/v1/payouts', async (route) => {
      if (route.request().method() !== 'POST' || lost === 2) return route.continue()
      lost++
      await route.fetch()
      return route.fulfill({ status: 502, body: '' })
    })
    await operator.open('Money')
    await operator.open('New payout')
    await operator.press('Create payout')
    await page.getByRole('dialog').getByRole('button', { name: 'Create payout' }).dblclick()
    await page.getByRole('heading', { name: /^Payout [0-9A-F]{8}$/ }).waitFor()
    expect(lost).toBe(2)
    expect((await program.client.kit.payouts.list()).data).toHaveLength(1)
    await operator.tab.context.close()
  })
})

/** A program with money in each state. */
interface MoneyProgram {
  readonly programId: string
  readonly client: ReferlyClient
  readonly people: Readonly<Record<'ada' | 'bob', { readonly id: string; readonly email: string }>>
  /** A sale of 1,000 that earned 100. */
  readonly saleId: number
}

async function createProgram(): Promise<MoneyProgram> {
  const { admin, url } = app.server
  const { id: programId } = await admin.createProgram({
    name: 'Northwind Coffee',
    holdingDays: 0,
    minimumPayout: 50,
    timeZone: 'Europe/Berlin',
  })
  const { key: apiKey } = await admin.createApiKey(programId)
  const client = createReferlyClient({ apiKey, baseUrl: url })
  const add = (firstName: string, lastName: string, email: string) =>
    client.affiliates.create({ firstName, lastName, email, commissionRate: 10 })
  const sell = (referralId: string, totalEarned: number) =>
    client.sales.create({ referralId, totalEarned, name: 'Customer' })
  const ada = await add(hostile, 'Lovelace', 'ada@example.com')
  const bob = await add('Bob', 'Smith', 'bob@example.com')
  const carol = await add('Carol', 'Nguyen', 'carol@example.com')
  const dan = await add('Dan', 'Okafor', 'dan@example.com')
  const mallory = await add('Mallory', 'Doe', 'mallory@example.com')
  const { id: saleId } = await sell(ada.id, 1000)
  await sell(carol.id, 200)
  await sell(mallory.id, 900)
  await client.affiliates.update({ affiliateId: mallory.id, affiliateStatus: 'BANNED' })
  const note = 'Overpaid in October'
  await client.kit.adjustments.create({ affiliateId: dan.id, amount: -12.5, note })
  await client.kit.program.update({ approval: 'MANUAL' })
  await sell(bob.id, 600)
  await sell(dan.id, 150)
  return { programId, client, people: { ada, bob }, saleId }
}

/** Adds affiliates who are owed 60 each. */
async function addPaidAffiliates(
  { programId, client }: MoneyProgram,
  count: number,
): Promise<void> {
  const people = Array.from({ length: count }, (_, index) => {
    return { firstName: 'Paid', lastName: `No. ${index}`, email: `paid${index}@example.com` }
  })
  await app.server.admin.importAffiliates(programId, people)
  const ids: string[] = []
  for await (const { id, firstName } of client.affiliates.iterate()) {
    if (firstName === 'Paid') ids.push(id)
  }
  const note = 'Bonus'
  const add = (affiliateId: string) =>
    client.kit.adjustments.create({ affiliateId, amount: 60, note })
  await Promise.all(ids.map(add))
}

/** Presses a button, and returns the text of the file that is saved. */
async function saveFile(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: button }).click()
  return readFileSync(await (await download).path(), 'utf8')
}

/** The other color schemes. */
const otherDevices: readonly Device[] = devices.map((device) => {
  const colorScheme = device.colorScheme === 'light' ? 'dark' : 'light'
  const [kind = ''] = device.name.split('-')
  return { ...device, colorScheme, name: `${kind}-${colorScheme}` }
})

const emptyTabs = [
  ['On hold', 'Nothing is on hold'],
  ['Payouts', 'No payouts yet'],
  ['Refunds', 'No refunds yet'],
  ['Statements', 'No statements'],
] as const

function toFileName(title: string): string {
  return `money-${title.toLowerCase().replaceAll(' ', '-')}`
}

function open(device: Device, program: Pick<Console, 'programId'> = app): Promise<Operator> {
  return openConsole(browser, { ...app, programId: program.programId }, device)
}

async function close({ tab }: Operator): Promise<void> {
  expect(tab.problems).toEqual([])
  await tab.context.close()
}
