import { cleanCell, fromCell, parseAffiliates } from '@referly-kit/csv'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCsv } from '../../src/csv/write.js'
import { generatePlan } from '../../src/plans/generate.js'
import {
  parsePlan,
  toExtraTitles,
  toPlanCsv,
  toPlanDocument,
  toRowKey,
  type PlanFile,
  type PlanRow,
} from '../../src/plans/plan-file.js'
import { createSeededRandom } from '../../src/plans/seeded-random.js'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const names = [...'ABCDEFGHIJ'].map((letter) => `Ann,${letter},${letter}@example.com`)
const { affiliates } = parseAffiliates(encode(['first_name,last_name,email', ...names].join('\n')))
const structure = { coupon: 'c1', prefix: 'SAVE', firstName: true, random: 4 }

describe('a plan', () => {
  it('depends on its input and its seed alone', () => {
    const plan = (seed: string): string =>
      toPlanCsv({
        ...generatePlan(affiliates, structure, { random: createSeededRandom(seed) }),
        extraTitles: [],
      })
    expect(plan('spring')).toBe(plan('spring'))
    expect(plan('spring')).not.toBe(plan('autumn'))
  })

  it('gives each affiliate a distinct code that is not taken', () => {
    const taken = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `saveann${letter}`)
    const { rows } = generatePlan(affiliates, { ...structure, random: 1 }, { taken })
    expect(rows.map(({ code }) => code).toSorted()).toEqual(
      [...'0123456789'].map((digit) => `SAVEANN${digit}`),
    )
  })

  it('fails with the counts when there are not enough codes', () => {
    const taken = ['SAVEANN7']
    const few = { ...structure, random: 1, alphabet: 'full' as const }
    const many = [...affiliates, ...affiliates, ...affiliates, ...affiliates]
    expect(() => generatePlan(many, few, { taken })).toThrow(
      expect.objectContaining({
        code: 'CODES_EXHAUSTED',
        counts: { requested: 40, capacity: 36, taken: 1 },
      }),
    )
  })

  it('is read back unchanged, whatever the names', () => {
    const name = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => cleanCell(text.replace(/[\p{Cc}\uFFFD]+/gu, ' ')))
    const title = fc.oneof(
      name,
      fc.constantFrom('Code', 'status', 'id', 'email', 'Tier', '-A', '=B', "'=C"),
    )
    const titles = fc.array(title, { maxLength: 4 }).map(toExtraTitles)
    const people = fc.array(fc.tuple(name, name, name), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(people, titles, (named, allTitles) => {
        // A column without a name is read under its number.
        const extraTitles = allTitles.filter((text) => /\p{L}/u.test(text))
        const rows = named.map(([firstName, lastName, extra], index) => ({
          line: index + 2,
          firstName,
          lastName,
          email: `a${index}@example.com`,
          code: `-CODE${index}`,
          couponId: '=c',
          extras: extraTitles.map(() => extra),
        }))
        const plan = parsePlan(encode(toPlanCsv({ rows, extraTitles })))
        expect(plan.problems).toEqual([])
        expect(plan.rows.map(toRowKey)).toEqual(rows.map(toRowKey))
        expect(plan.extraTitles).toEqual(extraTitles)
        const toDocument = (row: PlanRow): object => toPlanDocument(row, extraTitles)
        expect(plan.rows.map(toDocument)).toEqual(rows.map(toDocument))
      }),
    )
  })

  it.each([
    [
      'email,code,coupon_id\nann@example.com,A,c\nANN@example.com,B,c',
      /email ANN@example\.com is already on line 2/,
    ],
    [
      'email,code,coupon_id\nann@example.com,A,c\nbo@example.com,a,c',
      /code a is already on line 2/,
    ],
    ['email,code,coupon_id\nann@example.com,A B,c', /`code` must be .*, but was "A B"/],
    [
      'email,code,coupon_id\nann@example.com,A,',
      /`coupon_id` must be the ID or name of a coupon, but was missing/,
    ],
  ])('names the row that cannot be used in %j', (text, message) => {
    expect(parsePlan(encode(text)).problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ])
  })

  it.each([
    ['email,cod,coupon_id\na,b,c', /No column code\. .* --column code="cod"/],
    ['email,code\na,b', /No column coupon_id\./],
    [
      'first_name,last_name,email\nA,B,a@b.co',
      /No column code and coupon_id\. .* --column code="first_name" .* run: referly codes generate/,
    ],
  ])('is refused when its header is %j', (text, message) => {
    expect(() => parsePlan(encode(text))).toThrow(message)
  })
})

describe('the other columns of a plan', () => {
  it('are renamed when a plan or its results need the name', () => {
    const titles = ['Tier', 'Code', 'E-Mail', 'status', 'Created at', 'Tier', 'Attempts*']
    const expected = ['Tier', 'original_Code', 'original_E-Mail', 'original_status']
    expected.push('original_Created at', 'Tier_2', 'original_Attempts*')
    expect(toExtraTitles(titles)).toEqual(expected)
    expect(toExtraTitles(expected)).toEqual(expected)
  })

  it('are left alone in a plan that a person writes', () => {
    const plan = parsePlan(
      encode('Email,Promo Code,Coupon ID,ID,Status\nann@example.com,A1,c,7,vip'),
    )
    expect(plan.extraTitles).toEqual(['original_ID', 'original_Status'])
    expect(plan.rows).toMatchObject([{ code: 'A1', couponId: 'c', extras: ['7', 'vip'] }])
  })

  it('do not change the key of a row', () => {
    const plan = (extra: string): string =>
      parsePlan(encode(`email,code,coupon_id,Tier\nann@example.com,A1,c,${extra}`)).rows[0]?.key ??
      ''
    expect(plan('gold')).toBe(plan('silver'))
  })
})

describe('the terms of a code in a plan', () => {
  const header = 'email,code,coupon_id'
  const parse = (columns: string, cells: string): PlanFile =>
    parsePlan(encode(`${header},${columns}\nann@example.com,A1,c,${cells}`), { timeZone: 'UTC' })

  it.each([
    ['expires_at', '2027-01-31', { expiresAt: '2027-01-31T23:59:59.999Z' }],
    ['Expires At', '2027-01-31T18:00+01:00', { expiresAt: '2027-01-31T17:00:00.000Z' }],
    ['max_redemptions', '5', { maxRedemptions: 5 }],
    ['first_time_order', 'yes', { firstTimeOrder: true }],
    ['limit_to_affiliate', 'TRUE', { limitToAffiliate: true }],
    ['active', 'no', { active: false }],
    ['customer_id', 'cus_1', { customerId: 'cus_1' }],
    ['externalId', 'promo_1', { externalId: 'promo_1' }],
    [
      'minimum_amount,minimum_amount_currency',
      '19.99,eur',
      { minimumAmount: 19.99, minimumAmountCurrency: 'EUR' },
    ],
  ])('are read from the column %s', (columns, cells, expected) => {
    expect(parse(columns, cells)).toMatchObject({ problems: [], rows: [{ terms: expected }] })
  })

  it.each([
    ['expires_at', '31.01.2027', '`expires_at` must be a date such as 2027-01-31, or a time'],
    ['max_redemptions', '0', '`max_redemptions` must be a whole number from 1 to 2147483647'],
    ['max_redemptions', '2147483648', '`max_redemptions` must be a whole number from 1'],
    ['minimum_amount', '"19,99"', '`minimum_amount` must be a number of at least 0'],
    ['minimum_amount_currency', 'USD', '`minimum_amount` must be an amount, but was missing.'],
    ['first_time_order', 'x', '`first_time_order` must be yes or no, but was "x".'],
  ])('are refused when %s is %s', (columns, cells, message) => {
    expect(parse(columns, cells).problems).toEqual([
      { line: 2, message: expect.stringContaining(message) },
    ])
  })

  it('are absent when their cells are empty', () => {
    const { rows, problems } = parse('expires_at,active', ',')
    expect(problems).toEqual([])
    expect(rows[0]).not.toHaveProperty('terms')
  })

  it('are part of the key of a row, which stays the same without any', () => {
    const toKey = (columns: string, cells: string): string | undefined =>
      parse(columns, cells).rows[0]?.key
    const plain = parsePlan(encode(`${header}\nann@example.com,A1,c`)).rows[0]?.key
    expect(toKey('active', '')).toBe(plain)
    expect(toKey('max_redemptions', '5')).not.toBe(plain)
    expect(toKey('max_redemptions', '5')).not.toBe(toKey('max_redemptions', '6'))
    expect(toKey('expires_at', '2027-01-31')).toBe(toKey('expires_at', '2027-01-31T23:59:59.999Z'))
  })

  it('refuse an external ID that two codes have', () => {
    const rows = 'ann@example.com,A1,c,p1\nbo@example.com,B1,c,p1'
    expect(parsePlan(encode(`${header},external_id\n${rows}`)).problems).toEqual([
      { line: 3, message: expect.stringContaining('external ID p1 is already on line 2') },
    ])
  })

  it('are written and read back unchanged', () => {
    const amounts = fc.integer({ min: 0, max: 999_999 }).map((cents) => cents / 100)
    const record = fc.record(
      {
        expiresAt: fc
          .date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
          .map((date) => date.toISOString()),
        maxRedemptions: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        firstTimeOrder: fc.boolean(),
        minimumAmount: amounts,
        customerId: fc.constantFrom('=cus', 'cus_1', '-1'),
        limitToAffiliate: fc.boolean(),
        active: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (all) => {
        const rows = all.map((terms, index) => ({
          line: index + 2,
          firstName: 'Ann',
          lastName: '',
          email: `a${index}@example.com`,
          code: `CODE${index}`,
          couponId: 'c',
          ...(Object.keys(terms).length === 0 ? {} : { terms }),
          extras: [],
        }))
        const plan = parsePlan(encode(toPlanCsv({ rows, extraTitles: [] })))
        expect(plan.problems).toEqual([])
        expect(plan.rows.map(({ terms }) => terms)).toEqual(
          rows.map((row) => ('terms' in row ? row.terms : undefined)),
        )
      }),
    )
  })

  it('are not read from a list of affiliates, whose columns with those names are renamed', () => {
    expect(toExtraTitles(['active', 'External ID'])).toEqual([
      'original_active',
      'original_External ID',
    ])
  })
})

describe('a code in a plan', () => {
  it.each(['00012', '05651', '1E5', 'MAR1', '1-2', 'TRUE'])('survives unchanged: %s', (code) => {
    const row = { line: 2, firstName: 'Ann', lastName: '', email: 'a@example.com' }
    const rows = [{ ...row, code, couponId: 'c', extras: [] }]
    expect(parsePlan(encode(toPlanCsv({ rows, extraTitles: [] }))).rows).toMatchObject([{ code }])
  })

  it.each(['8E+437', '1.23457E+11', '1,23E+11'])(
    'that a spreadsheet broke is explained: %s',
    (code) => {
      const text = `email;code;coupon_id\nann@example.com;${code};c`
      expect(parsePlan(encode(text)).problems[0]?.message).toMatch(
        /`code` must be .*, but was ".*"\. A spreadsheet has turned the code into a number\./,
      )
    },
  )
})

describe('a cell that a spreadsheet would run as a formula', () => {
  it.each(['=1+1', '+1', '-1+1', '@SUM(A1)'])('%s is prefixed with an apostrophe', (cell) => {
    const text = [...toCsv([{ title: 'x', cell: (value: string) => value }], [cell])].join('')
    expect(text.split('\n')[1]).toBe(`'${cell}`)
    expect(fromCell(`'${cell}`)).toBe(cell)
  })

  it.each(["'=1+1", "''-1"])('%s keeps its own apostrophe', (cell) => {
    const text = [...toCsv([{ title: 'x', cell: (value: string) => value }], [cell])].join('')
    expect(fromCell(text.split('\n')[1] ?? '')).toBe(cell)
  })

  it("is not confused with a name such as 't Hooft", () => {
    expect(fromCell("'t Hooft")).toBe("'t Hooft")
  })
})
