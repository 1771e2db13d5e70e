import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCampaignServer, type CampaignServer } from '../campaign-server.js'
import { runInProcess, type Result } from '../referly-in-process.js'
import { startReferly } from '../referly-process.js'

let server: CampaignServer
let cwd = ''
let couponId = ''
let count = 0
const [ada, bob] = ['affiliate0@example.com', 'affiliate1@example.com']

beforeAll(async () => {
  server = await startCampaignServer(3)
})
afterAll(() => server.close())
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-values-'))
  couponId = await server.createCoupon()
  count++
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const referly = (...words: string[]): Promise<Result> =>
  runInProcess(words, { cwd, env: server.env })

/** Writes `new.csv`, and runs an update with it. */
async function update(
  collection: string,
  lines: readonly string[],
  ...words: string[]
): Promise<Result> {
  await writeFile(join(cwd, 'new.csv'), `${lines.join('\n')}\n`)
  return referly(collection, 'update', '--file', 'new.csv', ...words)
}

async function revertLast(): Promise<Result> {
  const [job] = JSON.parse((await referly('jobs', 'list', '--json')).out)
  return referly('jobs', 'revert', job.id, '--yes')
}

async function createCodes(names: readonly string[]): Promise<readonly string[]> {
  const codes: string[] = []
  for (const name of names) {
    const code = `${name}${count}`
    await server.client.promotionalCodes.create({ couponId, code, affiliateEmail: ada })
    codes.push(code)
  }
  return codes
}

const changed = (rows: number): unknown => [
  0,
  expect.stringContaining(`${rows} changed, 0 refused, 0 failed.`),
]

describe('a file with new values', () => {
  it('changes the discount of each coupon, as `coupons list` writes it, and reverts the change', async () => {
    const { coupons } = server.client
    const [flat, kept] = [await server.createCoupon(), await server.createCoupon()]
    const lines = [
      'ID,Name,Discount,Duration,State,Redeem by',
      `${couponId},Spring ${count},25%,3 months,active,2098-01-31T12:00Z`,
      `${flat},,5.00 USD,,,`,
      `${kept},C,20%,forever,active,`,
    ]
    const plan = await update('coupons', lines, '--dry-run')
    expect(plan.notes).toContain('new.csv: 1 other column is ignored: State.\n')
    expect(plan.notes).toContain('Coupons:   2 to change, 1 unchanged\n')
    expect(plan.notes).toContain('percent_off: 20 -> 25 (1 of 2)\n')
    expect(plan.notes).toContain('C: amount_off not set -> 5, currency not set -> USD')
    const { code, notes } = await update('coupons', lines, '--yes')
    expect([code, notes]).toEqual(changed(2))
    const spring = { name: `Spring ${count}`, percentOff: 25, durationInMonths: 3 }
    expect(await coupons.find({ id: couponId })).toMatchObject(spring)
    expect(await coupons.find({ id: flat })).toMatchObject({ amountOff: 5, currency: 'USD' })
    expect(await revertLast()).toMatchObject({ code: 0 })
    const before = { name: 'C', percentOff: 20, duration: 'forever', redeemBy: null }
    expect(await coupons.find({ id: couponId })).toMatchObject(before)
    expect(await coupons.find({ id: flat })).toMatchObject({ percentOff: 20, amountOff: null })
  })

  it('changes the terms and the owners of codes, removes limits, and reverts the change', async () => {
    const { promotionalCodes } = server.client
    const [first = '', second = '', third = ''] = await createCodes(['A', 'B', 'C'])
    await promotionalCodes.update({
      promotionalCodeId: (await promotionalCodes.find({ code: second }))?.id ?? '',
      maxRedemptions: 5,
    })
    const lines = [
      'Code;Max Redemptions;Expires At;Affiliate;Customer ID;Active',
      `${first.toLowerCase()};100;2098-01-31;${bob.toUpperCase()};cus_1;`,
      `${second};none;;none;;no`,
      `${third};;;${ada};;yes`,
    ]
    const { code, notes } = await update('codes', lines, '--time-zone', 'Asia/Tokyo', '--yes')
    expect(notes).toContain('Codes:     2 to change, 1 unchanged\n')
    expect([code, notes]).toEqual(changed(2))
    expect(await promotionalCodes.find({ code: first })).toMatchObject({
      maxRedemptions: 100,
      expiresAt: '2098-01-31T14:59:59.999Z',
      affiliate: { email: bob },
      limitToCustomers: true,
    })
    const removed = await promotionalCodes.find({ code: second })
    expect(removed).toMatchObject({ maxRedemptions: null, active: false })
    expect(removed?.affiliate ?? null).toBeNull()
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await promotionalCodes.find({ code: first })).toMatchObject({
      maxRedemptions: null,
      expiresAt: null,
      affiliate: { email: ada },
      limitToCustomers: false,
    })
    expect(await promotionalCodes.find({ code: second })).toMatchObject({ maxRedemptions: 5 })
  })

  it('changes affiliates, with the columns of an import', async () => {
    const { affiliates } = server.client
    const lines = [
      'Vorname,E-Mail,Provisionssatz,Status',
      `Johann,${ada},"12,5",`,
      `,${bob},30 %,deactivated`,
    ]
    const { code, notes } = await update('affiliates', lines, '--yes')
    expect([code, notes]).toEqual(changed(2))
    expect(await affiliates.find({ email: ada })).toMatchObject({
      firstName: 'Johann',
      commissionRate: 12.5,
      status: 'ACTIVE',
    })
    expect(await affiliates.find({ email: bob })).toMatchObject({ status: 'DEACTIVATED' })
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await affiliates.find({ email: ada })).toMatchObject({ firstName: 'John' })
    expect(await affiliates.find({ email: bob })).toMatchObject({ status: 'ACTIVE' })
  })

  it('renames links, and reverts the change', async () => {
    const { links } = server.client
    for (const name of ['blog', 'shop']) {
      await links.create({ link: `${name}${count}`, affiliateEmail: ada })
    }
    const lines = ['link,new_link', `blog${count},news${count}`, `shop${count},store${count}`]
    const { code, notes } = await update('links', lines, '--affiliate', ada, '--yes')
    expect([code, notes]).toEqual(changed(2))
    expect(notes).toContain(`blog${count}: link blog${count} -> news${count}\n`)
    expect(await links.find({ link: `store${count}` })).toBeDefined()
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await links.find({ link: `shop${count}` })).toBeDefined()
  })

  it('changes referrals by their external IDs, and reverts the change', async () => {
    const { referrals } = server.client
    for (const index of [1, 2]) {
      const referredUserExternalId = `user-${count}-${index}`
      const email = `bo${index}-${count}@example.com`
      const customer = { name: 'Bo', email, plan: 'Free' }
      await referrals.create({ ...customer, referredUserExternalId, affiliateEmail: ada })
    }
    const lines = [
      'external_id,plan,email,status',
      `user-${count}-1,Pro,new-${count}@example.com,`,
      `user-${count}-2,,,inactive`,
    ]
    const { code, notes } = await update('referrals', lines, '--yes')
    expect([code, notes]).toEqual(changed(2))
    const find = (index: number): ReturnType<typeof referrals.find> =>
      referrals.find({ externalId: `user-${count}-${index}` })
    expect(await find(1)).toMatchObject({ plan: 'Pro', email: `new-${count}@example.com` })
    expect(await find(2)).toMatchObject({ status: 'INACTIVE', name: 'Bo' })
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await find(1)).toMatchObject({ plan: 'Free', email: `bo1-${count}@example.com` })
    expect(await find(2)).toMatchObject({ status: 'ACTIVE' })
  })

  it('names the values that a revert cannot remove, in the plan and in the revert', async () => {
    const referredUserExternalId = `user-${count}`
    const customer = { name: 'Bo', email: `bo-${count}@example.com`, affiliateEmail: ada }
    await server.client.referrals.create({ ...customer, referredUserExternalId })
    const lines = ['external_id,plan', `user-${count},Pro`]
    const { code, notes } = await update('referrals', lines, '--yes')
    const fact = 'The plan cannot be removed once it is set.'
    expect([code, notes]).toEqual([
      0,
      expect.stringContaining(`${fact} Reverting this will fail for 1 referral.\n`),
    ])
    const reverted = await revertLast()
    expect(reverted.notes).toContain(`${fact} This will fail for 1 referral.\n`)
    expect(reverted.notes).toContain('0 changed, 0 refused, 1 failed.')
  })

  it('corrects sales in the file that `sales list` wrote, and reverts the change', async () => {
    const { sales } = server.client
    const [promoCode = ''] = await createCodes(['S'])
    const ids: number[] = []
    for (const index of [1, 2]) {
      const email = `eve${index}-${count}@example.com`
      ids.push((await sales.create({ promoCode, totalEarned: 10, name: 'Eve', email })).id)
    }
    const { out } = await referly('sales', 'list', '--affiliate', ada, '--format', 'csv')
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toBe(
      'id,created_at,name,email,external_id,affiliate_id,affiliate_name,affiliate_email,amount,commission,status',
    )
    expect(lines[1]).toContain(`,John No 0,${ada},10,`)
    const edited = lines.map((line) =>
      line.startsWith(`${ids[0]},`) ? line.replace(',10,', ',20.50,') : line,
    )
    const { code, notes, out: path } = await update('sales', edited, '--yes')
    expect([code, notes]).toEqual(changed(1))
    expect(notes).toContain('amount: 10 -> 20.5\n')
    expect(await sales.find({ id: ids[0] ?? 0 })).toMatchObject({ totalEarned: 20.5 })
    const results = await readFile(join(cwd, path.trim()), 'utf8')
    expect(results).toContain(',amount 20.5,changed,')
    expect(await revertLast()).toMatchObject({ code: 0 })
    expect(await sales.find({ id: ids[0] ?? 0 })).toMatchObject({ totalEarned: 10 })
  })
})

describe('an address with an international domain', () => {
  it('finds the affiliate that an import created with it, in files and options', async () => {
    const email = `jo${count}@xn--bcher-kva.example`
    const typed = ` JO${count}@BÜCHER.example`
    await server.client.affiliates.create({ firstName: 'Jo', lastName: 'Li', email })
    const file = ['email;commission_rate', `"${typed}";12,5`]
    const many = await update('affiliates', file, '--yes')
    expect([many.code, many.notes]).toEqual(changed(1))
    const one = await referly('affiliates', 'update', typed, '--last-name', 'Lee', '--json')
    expect(JSON.parse(one.out)).toMatchObject({ email, lastName: 'Lee', commissionRate: 12.5 })
    const code = `JO${count}`
    const words = ['--coupon', couponId, '--code', code, '--affiliate', typed]
    expect(await referly('codes', 'create', ...words)).toMatchObject({ code: 0 })
    const { out } = await referly('codes', 'list', '--affiliate', typed, '--format', 'csv')
    expect(out).toContain(`${code},${email},`)
    const owned = await update('codes', ['code,affiliate', `${code},${typed}`], '--yes')
    expect([owned.code, owned.notes]).toEqual([0, expect.stringContaining('1 unchanged')])
  })
})

describe('an invalid update of many records', () => {
  it('names every invalid row, and changes nothing', async () => {
    const [first = '', second = ''] = await createCodes(['X', 'Y'])
    const lines = [
      'code,max_redemptions,expires_at,affiliate',
      `${first},5,,`,
      `${first},6,,`,
      `${second},many,,`,
      `${second},,2020-01-31,`,
      ',7,,',
    ]
    const { code, notes } = await update('codes', lines, '--yes')
    expect(notes.split('\n')).toEqual([
      `new.csv, line 3: The code ${first} is already on line 2. Keep one of the two rows.`,
      'new.csv, line 4: `max_redemptions` must be a whole number from 1 to 2147483647, or none to remove it, but was "many".',
      'new.csv, line 5: `expires_at` must be a date such as 2027-01-31, or a time such as 2027-01-31T18:00+01:00, in the future, or none to remove it, but was "2020-01-31".',
      'new.csv, line 6: `code` must be given in a row with new values, but was missing.',
      'Error: new.csv: 4 rows are invalid. Correct the file and run again.',
      '',
    ])
    expect(code).toBe(2)
    const found = await server.client.promotionalCodes.find({ code: first })
    expect(found?.maxRedemptions).toBeNull()
  })

  it('names the new owners that do not exist', async () => {
    const [code = ''] = await createCodes(['N'])
    const lines = ['code,affiliate', `${code},nobody@example.com`]
    const { notes } = await update('codes', lines, '--yes')
    expect(notes).toMatch(
      /^new\.csv, line 2: No affiliate with the ID or email address nobody@example\.com\.$/m,
    )
  })

  it.each([
    [
      'sales',
      ['id,colour', '1,red'],
      'The column "colour" is unknown. The columns with new values are name, email, amount, commission, commission_rate. Rename the column or remove it.',
    ],
    [
      'links',
      ['link,clicks', 'existing,7'],
      'The file has no new values. Add the column new_link.',
    ],
    ['links', ['existing'], 'The file has no new values.'],
    [
      'sales',
      ['id,commission,commission_rate', '1,5,20'],
      'The row has both commission and commission_rate. Leave one of the two cells empty.',
    ],
    ['codes', ['code,active', 'NOSUCH,no'], '1 of the codes in the column code does not exist'],
    ['links', ['name,new_link', 'a,b'], 'No column link.'],
    ['links', ['link,text', 'a,b'], 'The only column with new values is new_link.'],
  ])('refuses the file: %s %j', async (collection, lines, sentence) => {
    const { code, notes } = await update(collection, lines, '--yes')
    expect([code, notes]).toEqual([2, expect.stringContaining(sentence)])
  })

  it.each([
    [['links', 'update', '--unused'], 'No two links can have the same text.'],
    [['links', 'update', 'one'], '`<new-link>` must be the new text, but was missing.'],
    [['links', 'update'], 'Pass a link, or select links'],
    [['sales', 'update', '--affiliate', ada], 'No changes given.'],
  ])('requires new values: %j', async (words, sentence) => {
    const { code, notes } = await referly(...words)
    expect([code, notes]).toEqual([2, expect.stringContaining(sentence)])
  })
})

describe('a change with a file of new values', () => {
  it('continues after a kill, and gives each code its own value', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `K${index}X`)
    const codes = await createCodes(names)
    const lines = ['code,max_redemptions', ...codes.map((code, index) => `${code},${index + 1}`)]
    await writeFile(join(cwd, 'new.csv'), lines.join('\n'))
    const words = ['codes', 'update', '--file', 'new.csv', '--yes', '--rate', '8']
    const pace = ['--concurrency', '2', '--timeout', '1']
    const process = startReferly([...words, ...pace], { cwd, env: server.env })
    await process.until(/Time: /)
    await sleep(500)
    process.child.kill('SIGKILL')
    expect(await process.ended).toBe('SIGKILL')
    const { code, notes } = await referly('jobs', 'resume', '--last', '--rate', 'max')
    expect([code, notes]).toEqual(changed(12))
    const listed = await server.client.promotionalCodes.list({ couponId })
    const limits = new Map(listed.map((each) => [each.code, each.maxRedemptions]))
    expect(codes.map((each) => limits.get(each))).toEqual(codes.map((_, index) => index + 1))
  })
})
