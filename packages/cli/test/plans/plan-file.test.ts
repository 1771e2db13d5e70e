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
  it('is the same for the same input and seed, and another for another seed', () => {
    const plan = (seed: string): string =>
      toPlanCsv(generatePlan(affiliates, structure, { random: createSeededRandom(seed) }).rows)
    expect(plan('spring')).toBe(plan('spring'))
    expect(plan('spring')).not.toBe(plan('autumn'))
  })

  it('has a code of its own for each affiliate, none that is taken', () => {
    const taken = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `saveann${letter}`)
    const { rows } = generatePlan(affiliates, { ...structure, random: 1 }, { taken })
    expect(rows.map(({ code }) => code).toSorted()).toEqual(
      [...'0123456789'].map((digit) => `SAVEANN${digit}`),
    )
  })

  it('is refused with the numbers when there are too few codes', () => {
    const taken = ['SAVEANN7']
    const few = { ...structure, random: 1, alphabet: 'full' as const }
    const many = [...affiliates, ...affiliates, ...affiliates, ...affiliates]
    expect(() => generatePlan(many, few, { taken })).toThrow(/40 requested, 36 possible, 1 taken/)
  })

  it('is read back as it was written, whatever the names', () => {
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
    ['email,code,coupon_id\nann@example.com,A,c\nANN@example.com,B,c', /same email .* as line 2/],
    ['email,code,coupon_id\nann@example.com,A,c\nbo@example.com,a,c', /same code \(a\) as line 2/],
    ['email,code,coupon_id\nann@example.com,A B,c', /"A B" is no code/],
    ['email,code,coupon_id\nann@example.com,A,', /has no coupon_id/],
  ])('names the row that cannot be used in %j', (text, message) => {
    expect(parsePlan(encode(text)).problems.map((problem) => problem.message)).toEqual([
      expect.stringMatching(message),
    ])
  })

  it.each([
    ['email,cod,coupon_id\na,b,c', /unknown column "cod"; did you mean code\?/],
    ['email,code\na,b', /coupon_id missing/],
    ['first_name,last_name,email\nA,B,a@b.co', /no codes; make a plan of it: .* codes generate/],
  ])('is refused when its header is %j', (text, message) => {
    expect(() => parsePlan(encode(text))).toThrow(message)
  })
})

describe('a cell that a spreadsheet would run', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])('%s is written with an apostrophe', (cell) => {
    const text = [...toCsv([{ title: 'x', cell: (value: string) => value }], [cell])].join('')
    expect(text.split('\n')[1]).toBe(`'${cell}`)
    expect(fromCell(`'${cell}`)).toBe(cell)
  })

  it.each(["'=1+1", "''-1"])('%s, with an apostrophe of its own, keeps it', (cell) => {
    const text = [...toCsv([{ title: 'x', cell: (value: string) => value }], [cell])].join('')
    expect(fromCell(text.split('\n')[1] ?? '')).toBe(cell)
  })

  it("is not confused with a name such as 't Hooft", () => {
    expect(fromCell("'t Hooft")).toBe("'t Hooft")
  })
})
