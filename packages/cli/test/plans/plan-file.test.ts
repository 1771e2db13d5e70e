import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAffiliates } from '../../src/csv/affiliates.js'
import { fromCell, toCsv } from '../../src/csv/write.js'
import { generatePlan } from '../../src/plans/generate.js'
import { parsePlan, toPlanCsv, toPlanDocument, toRowKey } from '../../src/plans/plan-file.js'
import { createSeededRandom } from '../../src/plans/seeded-random.js'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const names = [...'ABCDEFGHIJ'].map((letter) => `Ann,${letter},${letter}@example.com`)
const { affiliates } = parseAffiliates(encode(['first_name,last_name,email', ...names].join('\n')))
const structure = { coupon: 'c1', prefix: 'SAVE', firstName: true, random: 4 }

describe('a plan', () => {
  it('depends on its input and its seed alone', () => {
    const plan = (seed: string): string =>
      toPlanCsv(generatePlan(affiliates, structure, { random: createSeededRandom(seed) }).rows)
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

  it('is read as it was written, whatever the names', () => {
    const name = fc
      .string({ unit: 'grapheme', maxLength: 12 })
      .map((text) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim())
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 8 }), (people) => {
        const rows = people.map(([firstName, lastName], index) => ({
          line: index + 2,
          firstName,
          lastName,
          email: `a${index}@example.com`,
          code: `-CODE${index}`,
          couponId: '=c',
        }))
        const plan = parsePlan(encode(toPlanCsv(rows)))
        expect(plan.problems).toEqual([])
        expect(plan.rows.map(toRowKey)).toEqual(rows.map(toRowKey))
        expect(plan.rows.map(toPlanDocument)).toEqual(rows.map(toPlanDocument))
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
      /`coupon_id` must be the id of a coupon, but was missing/,
    ],
  ])('names the row that cannot be used in %j', (text, message) => {
    expect(parsePlan(encode(text)).problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ])
  })

  it.each([
    ['email,cod,coupon_id\na,b,c', /Unknown column "cod"\. Did you mean code\?/],
    ['email,code\na,b', /coupon_id is missing/],
    [
      'first_name,last_name,email\nA,B,a@b.co',
      /code and coupon_id are missing .* run: referly codes generate/,
    ],
  ])('is refused when its header is %j', (text, message) => {
    expect(() => parsePlan(encode(text))).toThrow(message)
  })
})

describe('a cell that a spreadsheet would run as a formula', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('%s is prefixed with an apostrophe', (cell) => {
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
