import { parseAffiliates } from '@referly-kit/csv'
import { describe, expect, it } from 'vitest'
import { toAudience } from '../src/page/designer/audience.js'
import {
  createCodes,
  createPreview,
  firstDesign,
  type Person,
} from '../src/page/designer/design.js'
import type { StoredJob } from '../src/page/designer/job-store.js'
import { toResultsCsv } from '../src/page/designer/results.js'

const coupon = { name: 'Spring', couponType: 'PERCENTAGE', percentOff: 20 } as const

function createPeople(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `a${index}`,
    firstName: 'John',
    lastName: `Doe ${index}`,
    email: `john${index}@example.com`,
  }))
}

function preview(values: Readonly<Record<string, string | boolean>>, people = createPeople(10)) {
  return createPreview({
    values: { ...firstDesign, ...values },
    coupon,
    people,
    taken: () => false,
  })
}

function grade(title: string, result: ReturnType<typeof preview>): string | undefined {
  if (result.kind === 'problem') return result.message
  return result.findings.find((finding) => finding.title === title)?.grade
}

describe('a preview', () => {
  it('shows the codes that affiliates would get, part by part', () => {
    const result = preview({ prefix: 'HI' })
    if (result.kind === 'problem') throw new Error(result.message)
    expect(result.codes).toHaveLength(10)
    expect(result.codes[0]?.code).toMatch(/^HIJOHN20[A-Z0-9]{4}$/)
    expect(result.codes[0]?.parts.map(({ name }) => name)).toEqual([
      'prefix',
      'firstName',
      'discountAmount',
      'randomChars',
    ])
  })

  it('names the field that is wrong', () => {
    expect(preview({ prefix: 'A B' })).toMatchObject({ kind: 'problem', field: 'prefix' })
    expect(preview({ randomCharsLength: '30' })).toMatchObject({
      kind: 'problem',
      field: 'randomCharsLength',
    })
  })

  it('grades the odds of guessing by the codes that share a start', () => {
    expect(grade('Guessing', preview({ randomCharsLength: '6' }))).toBe('good')
    expect(grade('Guessing', preview({ randomCharsLength: '2' }))).toBe('bad')
    expect(grade('Guessing', preview({ randomChars: false, lastName: true }))).toBe('bad')
    const anonymous = { firstName: false, randomCharsLength: '4' }
    expect(grade('Guessing', preview(anonymous, createPeople(1)))).toBe('fair')
    expect(grade('Guessing', preview(anonymous, createPeople(1000)))).toBe('bad')
  })

  it('names people whose names lose letters', () => {
    const [person, other] = createPeople(2)
    if (person === undefined || other === undefined) throw new Error('nobody')
    const result = preview({}, [{ ...person, firstName: '李雷', lastName: '李' }, other])
    if (result.kind === 'problem') throw new Error(result.message)
    const letters = result.findings.find(({ title }) => title === 'Letters')
    expect(letters?.text).toContain('1 of 2 names loses letters')
    expect(letters?.text).toContain('李雷 李')
    expect(letters?.grade).toBe('fair')
  })

  it('creates a code for everyone, all of them new', () => {
    const people = createPeople(500)
    const values = { ...firstDesign, randomCharsLength: '3' }
    const first = createCodes({ values, coupon, people, taken: () => false })
    const taken = new Set(first.map(({ key }) => key))
    const second = createCodes({ values, coupon, people, taken: (key) => taken.has(key) })
    expect(new Set([...first, ...second].map(({ key }) => key)).size).toBe(1000)
  })
})

describe('an audience', () => {
  const people = createPeople(3).map((person, index) => {
    return { ...person, status: index === 2 ? 'BANNED' : 'ACTIVE' } as Parameters<
      typeof toAudience
    >[1][number]
  })
  const owners = new Set(['a0'])

  it('has the affiliates in a file with their names there, and no second code of the coupon', () => {
    const text =
      'Email,Name,Tier\njohn0@example.com,Jon Doe,gold\nJOHN2@example.com,Jack Doe,\nx@y.z,X Y,'
    const { affiliates: rows } = parseAffiliates(new TextEncoder().encode(text))
    const choice = { kind: 'file', pasted: '', rows } as const
    expect(toAudience(choice, people, owners)).toEqual({
      people: [
        { id: 'a2', firstName: 'Jack', lastName: 'Doe', email: 'john2@example.com', extras: [''] },
      ],
      unknown: [],
      missing: [rows[2]],
      skipped: 1,
    })
  })

  it('finds addresses in any pasted text, each once', () => {
    const pasted =
      'email,name\nJOHN2@example.com;"John"\n<john0@example.com>, john0@example.com x@y.z'
    const { people: chosen, unknown } = toAudience({ kind: 'list', pasted }, people, owners)
    expect(chosen.map(({ id }) => id)).toEqual(['a2', 'a0'])
    expect(unknown).toEqual(['x@y.z'])
  })
})

describe('a results file', () => {
  it('keeps every row, quotes cells, and defuses formulas', () => {
    const job: StoredJob = {
      id: 'j',
      programId: 'p',
      couponId: 'c',
      couponName: 'Spring, 20%',
      createdAt: '2026-01-01T00:00:00.000Z',
      rows: [
        { affiliateId: 'a', firstName: '=1+1', lastName: 'O"Hara', email: 'a@b.c', code: 'A' },
        { affiliateId: 'b', firstName: 'Zoë', lastName: 'X', email: 'b@b.c', code: 'B' },
      ],
    }
    const [first, second] = job.rows
    const filed: StoredJob = {
      ...job,
      rows: [first, second].flatMap((row, index) =>
        row ? [{ ...row, extras: ['=2', `${index}`] }] : [],
      ),
      extraTitles: ['Tier', 'Status'],
    }
    expect(toResultsCsv(filed, new Map()).split('\r\n')).toEqual([
      '\uFEFFfirst_name,last_name,email,coupon,code,status,message,Tier,original_Status',
      `'=1+1,"O""Hara",a@b.c,"Spring, 20%",A,open,,'=2,0`,
      `Zoë,X,b@b.c,"Spring, 20%",B,open,,'=2,1`,
      '',
    ])
    const results = new Map([[0, { index: 0, status: 'created', message: '' } as const]])
    expect(toResultsCsv(job, results)).toBe(
      '\uFEFFfirst_name,last_name,email,coupon,code,status,message\r\n' +
        `'=1+1,"O""Hara",a@b.c,"Spring, 20%",A,created,\r\n` +
        'Zoë,X,b@b.c,"Spring, 20%",B,open,\r\n',
    )
  })
})
