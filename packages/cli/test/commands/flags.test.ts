import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { startRecordingServer, type RecordingServer } from '../recording-server.js'
import { findLeaves } from '../reference.js'
import { runInProcess } from '../referly-in-process.js'
import { flagEffects } from './flag-effects.js'

let server: CampaignServer
let recorder: RecordingServer
let coupon = ''
let payout = ''
let delivery = ''
let cwd = ''

beforeAll(async () => {
  server = await startCampaignServer(2)
  recorder = await startRecordingServer(server.url)
  coupon = await server.createCoupon()
  const otherId = await server.createCoupon()
  const { links, promotionalCodes, referrals, sales } = server.client
  const own = { couponId: coupon, affiliateEmail: 'affiliate1@example.com' }
  await promotionalCodes.create({ ...own, code: 'EXISTING1' })
  await promotionalCodes.create({ couponId: coupon, code: 'EXISTING2' })
  const expiresAt = '2098-01-31T00:00:00.000Z'
  const disabled = { couponId: otherId, code: 'DISABLED1', active: false, expiresAt }
  await promotionalCodes.create(disabled)
  const customer = { name: 'A', email: 'a@example.com' }
  await sales.create({
    ...customer,
    promoCode: 'EXISTING1',
    totalEarned: 5,
    externalId: 'order-1',
  })
  await sales.create({ promoCode: 'EXISTING1', totalEarned: 5, name: 'C', email: 'c@example.com' })
  for (const index of [0, 1]) {
    const affiliateEmail = `affiliate${index}@example.com`
    const [email, referredUserExternalId] = [`b${index}@example.com`, `user-${index}`]
    await referrals.create({ name: 'B', email, referredUserExternalId, affiliateEmail })
  }
  await links.create({ link: 'existing-link', affiliateEmail: 'affiliate0@example.com' })
  await server.client.kit.keys.create({ label: 'Shop' })
  await createPayouts()
  await createDeliveries()
})

/** Creates two endpoints, and two deliveries to one of them. */
async function createDeliveries(): Promise<void> {
  const { webhooks } = server.client.kit
  const events = ['sale.created'] as const
  const [one, other] = ['https://hooks.example/orders', 'https://hooks.example/others']
  const { id } = await webhooks.create({ url: one, events: [...events] })
  await webhooks.create({ url: other, events: [...events] })
  for (const event of events) await webhooks.test(id, event)
  delivery = (await webhooks.test(id, 'sale.deleted')).id
}

/** Creates two payouts of two affiliates each, and something to pay. */
async function createPayouts(): Promise<void> {
  const { affiliates, kit } = server.client
  await kit.program.update({ minimumPayout: 0 })
  const all = await affiliates.list()
  for (const isLast of [false, false, true]) {
    for (const { id } of all) {
      await kit.adjustments.create({ affiliateId: id, amount: 100, note: 'Bonus' })
    }
    if (!isLast) payout = (await kit.payouts.create()).id
  }
  for (const saleId of [1, 2]) await kit.refunds.create({ saleId, amount: 1 })
}

afterAll(async () => {
  recorder.close()
  await server.close()
  await rm(cwd, { recursive: true, force: true })
})

/** Creates a directory with the files that the commands read. */
async function createDirectory(): Promise<void> {
  await rm(cwd, { recursive: true, force: true })
  cwd = await mkdtemp(join(tmpdir(), 'referly-flags-'))
  const affiliate = 'first_name,last_name,email\nJohn,Miller,affiliate0@example.com\n'
  const plan = `email,code,coupon_id\naffiliate0@example.com,PLANNED1,${coupon}\n`
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'list.csv': affiliate,
    'invalid.csv': `${affiliate}Bo,Li,bo\n`,
    'polish.csv': Buffer.from(affiliate.replace('John', '\xA3ukasz'), 'latin1'),
    'kontakt.csv': 'Vorname,Nachname,Kontakt\nAnn,Lee,new@example.com\n',
    'full.csv': 'Name,Email\nNagy Anna,new@example.com\n',
    'plan.csv': `${plan}affiliate1@example.com,EXISTING1,${coupon}\n`,
    'invalid-plan.csv': `${plan}bo,B1,${coupon}\n`,
    'dated-plan.csv': plan.replace(/\n/, ',expires_at\n').replace(/\n$/, ',2099-01-31\n'),
    'unfinished-plan.csv': plan,
    'old.csv': 'old\n',
    'taken.txt': 'ONLYJOHN\n',
    'coupons.txt': `${coupon}\n`,
    'affiliates.txt': 'affiliate1@example.com\n',
    'links.txt': 'existing-link\n',
    'renames.csv': 'link,new_link\nexisting-link,news\n',
    'referrals.txt': 'user-1\n',
    'sales.csv': 'external_id\norder-1\n',
    'wrong-key': 'wrong\n',
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content)
}

/** Creates an unfinished job for another version of `unfinished-plan.csv`. */
async function leaveUnfinishedJob(): Promise<void> {
  await referly('codes push unfinished-plan.csv --yes')
  const jobs = join(cwd, '.referly', 'jobs')
  for (const id of await readdir(jobs)) {
    const path = join(jobs, id, 'job.json')
    const text = await readFile(path, 'utf8')
    await writeFile(path, text.replace('"isFinished": true', '"isFinished": false'))
  }
  const plan = join(cwd, 'unfinished-plan.csv')
  await writeFile(plan, (await readFile(plan, 'utf8')).replace('PLANNED1', 'CHANGED1'))
}

/** Returns the ID of the only job in the directory. */
async function readChangeId(): Promise<string> {
  const ids = await readdir(join(cwd, '.referly', 'jobs')).catch(() => [])
  return ids[0] ?? 'none'
}

/** Runs a command, and returns its requests, its output, and the files below the directory. */
async function referly(words: string): Promise<string> {
  const env = {
    ...server.env,
    REFERLY_BASE_URL: recorder.url,
    REFERLY_CONFIG_DIR: join(cwd, 'config'),
  }
  recorder.takeRequests()
  const own = words
    .replaceAll('COUPON', coupon)
    .replaceAll('PAYOUT', payout)
    .replaceAll('DELIVERY', delivery)
    .replaceAll('CHANGE', await readChangeId())
    .split(' ')
    .filter((word) => word !== '')
  const { code, out, notes } = await runInProcess(own, { cwd, env })
  const names = await readdir(cwd, { recursive: true, withFileTypes: true })
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => [`file ${path.slice(cwd.length + 1)}`, readFileSync(path, 'utf8')])
  const printed = out.split('\n').map((line) => `out| ${line}`)
  return [`exit ${code}`, recorder.takeRequests(), ...printed, notes, ...files].join('\n')
}

async function start(before: readonly string[], base: string): Promise<void> {
  await createDirectory()
  if (base.includes('unfinished')) await leaveUnfinishedJob()
  for (const words of before) await referly(words)
}

/** The commands that start a server or open a database, and the tests of their flags. */
const testedElsewhere: Readonly<Record<string, readonly string[]>> = {
  quickstart: ['quickstart.test.ts', 'csv-files.test.ts'],
  serve: ['serve.test.ts', 'admin.test.ts'],
  admin: ['admin.test.ts', 'csv-files.test.ts'],
}

const leaves = (await findLeaves()).map(({ path, command }) => ({
  name: path.replace(/^referly /, ''),
  flags: command.options.flatMap(({ long }) => long ?? []),
}))
const isElsewhere = (name: string): boolean =>
  Object.hasOwn(testedElsewhere, name.split(' ')[0] ?? '')

describe('the table of flags', () => {
  it('has every flag of every command', () => {
    const own = leaves.filter(({ name }) => !isElsewhere(name))
    const listed = Object.entries(flagEffects).map(([name, { flags }]) => [
      name,
      Object.keys(flags).toSorted(),
    ])
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(own.map(({ name, flags }) => [name, flags.toSorted()])),
    )
  })
})

describe('the flags of a command that starts a server or opens a database', () => {
  const elsewhere = leaves.filter(({ name }) => isElsewhere(name))

  it.each(elsewhere)('are tested: $name', ({ name, flags }) => {
    const files = testedElsewhere[name.split(' ')[0] ?? ''] ?? []
    const tests = files.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8')).join('')
    expect(flags.filter((flag) => !tests.includes(flag))).toEqual([])
  })
})

const cases = Object.entries(flagEffects).flatMap(([name, { base, before = [], flags }]) =>
  Object.entries(flags).map(([flag, [words, shows, own = base]]) => ({
    title: `${flag} of ${name}`,
    base: own,
    before,
    words,
    shows,
  })),
)

describe('each flag changes a request, the output, or a file', () => {
  it.each(cases)('$title', async ({ base, before, words, shows }) => {
    await start(before, base)
    const withFlag = await referly(`${base} ${words}`)
    await start(before, base)
    const without = await referly(base)
    expect(withFlag).toMatch(shows)
    expect(without).not.toMatch(shows)
  })
})
