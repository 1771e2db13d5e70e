import type { AffiliateRow } from '@referly-kit/csv'
import { describe, expect, it } from 'vitest'
import { generatePlan, type GeneratedPlan } from '../../src/plans/generate.js'

function toRows(firstNames: readonly string[]): readonly AffiliateRow[] {
  return firstNames.map((firstName, index) => ({
    line: index + 2,
    firstName,
    lastName: 'Lee',
    email: `a${index}@example.com`,
    extras: [],
  }))
}

const structure = { coupon: 'c1', prefix: 'SAVE', firstName: true, random: 4 }

function plan(firstNames: readonly string[]): GeneratedPlan {
  return generatePlan(toRows(firstNames), structure, {})
}

describe('generatePlan', () => {
  it.each([
    ['John', /^SAVEJOHN[A-Z0-9]{4}$/],
    ['José', /^SAVEJOSE[A-Z0-9]{4}$/],
    ['Łukasz', /^SAVELUKASZ[A-Z0-9]{4}$/],
    ["O'Brien", /^SAVEOBRIEN[A-Z0-9]{4}$/],
    ['Anne Marie', /^SAVEANNEMARIE[A-Z0-9]{4}$/],
    ['Иван', /^SAVEIVAN[A-Z0-9]{4}$/],
  ])('spells %s in the code', (firstName, pattern) => {
    expect(plan([firstName])).toMatchObject({
      rows: [{ code: expect.stringMatching(pattern), couponId: 'c1' }],
      unread: [],
    })
  })

  it('leaves out a name that cannot be spelled, and reports it', () => {
    expect(plan(['李雷'])).toMatchObject({
      rows: [{ code: expect.stringMatching(/^SAVE[A-Z0-9]{4}$/) }],
      unread: [{ line: 2, text: '李雷' }],
    })
  })

  it.each([
    ['Anna雷', '雷'],
    ['雷Anna雷', '雷'],
    ['李 雷', '李雷'],
    ['!!!', '!!!'],
  ])('reports the letters of %s that codes leave out', (name, text) => {
    expect(plan(['Ann', name]).unread).toEqual([{ line: 3, text }])
  })

  it('reports nothing for letters that codes contain, or for names that they leave out', () => {
    expect(plan(['Łukasz', 'Ωmega', "D'Angelo", 'Ән']).unread).toEqual([])
    const random = { coupon: 'c1', random: 8 }
    expect(generatePlan(toRows(['李雷']), random, {}).unread).toEqual([])
  })

  it('names the line of every code that would be empty', () => {
    const nameOnly = { coupon: 'c1', firstName: true }
    expect(() => generatePlan(toRows(['John', '李雷', '雷军']), nameOnly, {})).toThrow(
      '2 codes would be empty, because the names have no letters that codes can have: 李雷 Lee (line 3), 雷军 Lee (line 4). Add --random.',
    )
  })

  it('plans 5,000 distinct codes for 5,000 people with the same name, in order', () => {
    const names = Array.from({ length: 5000 }, () => 'John')
    const { rows } = plan(names)
    expect(new Set(rows.map(({ code }) => code.toUpperCase())).size).toBe(5000)
    expect(rows.map(({ email }) => email)).toEqual(toRows(names).map(({ email }) => email))
  })

  it('plans the same codes from the same random bytes', () => {
    const random = (bytes: Uint8Array): void => void bytes.set(bytes.map((_, i) => i * 7))
    const rows = toRows(['Ann', 'Bo'])
    expect(generatePlan(rows, structure, { random })).toEqual(
      generatePlan(rows, structure, { random }),
    )
  })
})
