import { readFileSync } from 'node:fs'
import { stringify } from 'csv-stringify/sync'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAffiliates } from '../../src/csv/affiliates.js'
import { isCliError } from '../../src/errors.js'

const header = 'first_name,last_name,email'

function parseText(text: string): ReturnType<typeof parseAffiliates> {
  return parseAffiliates(new TextEncoder().encode(text))
}

const ann = { firstName: 'Ann', lastName: 'Lee', email: 'ann@example.com' }

describe('files as spreadsheets write them', () => {
  it.each([
    ['comma', `${header}\nAnn,Lee,ann@example.com\n`],
    ['semicolon', 'first_name;last_name;email\nAnn;Lee;ann@example.com'],
    ['tab', 'first_name\tlast_name\temail\nAnn\tLee\tann@example.com'],
    ['pipe', 'first_name|last_name|email\nAnn|Lee|ann@example.com'],
    ['byte order mark and CRLF', `\uFEFF${header}\r\nAnn,Lee,ann@example.com\r\n`],
    ['CR alone', `${header}\rAnn,Lee,ann@example.com\r`],
    ['another order', 'email,last_name,first_name\nann@example.com,Lee,Ann'],
    ['First Name, Surname, E-mail', 'First Name,Surname,E-mail\nAnn,Lee,ann@example.com'],
    ['firstName, lastName, EMAIL', 'firstName,lastName,EMAIL\nAnn,Lee,ann@example.com'],
    ['quoted cells and spaces', `${header}\n"Ann", Lee ,ann@example.com`],
    ['empty rows', `${header}\n\n,,\nAnn,Lee,ann@example.com\n\n`],
    ['a line break in a header', '"first\nname";last_name;email\nAnn;Lee;ann@example.com'],
  ])('reads %s', (_, text) => {
    const { affiliates, problems } = parseText(text)
    expect(problems).toEqual([])
    expect(affiliates).toMatchObject([ann])
  })

  it('keeps the line on which each affiliate begins, even after a quoted line break', () => {
    const text = `${header}\r\n"Anne\r\nMarie",Lee,a@example.com\r\n\r\nBo,Lee,b@example.com`
    expect(parseText(text).affiliates).toEqual([
      { line: 2, firstName: 'Anne Marie', lastName: 'Lee', email: 'a@example.com' },
      { line: 5, firstName: 'Bo', lastName: 'Lee', email: 'b@example.com' },
    ])
  })

  it('reads UTF-16', () => {
    const bytes = Buffer.from(
      `\uFEFF${header.replaceAll(',', '\t')}\nZoë\tLee\tz@example.com`,
      'utf16le',
    )
    expect(parseAffiliates(bytes)).toMatchObject({
      affiliates: [{ firstName: 'Zoë' }],
      encoding: 'UTF-16LE',
    })
    expect(parseAffiliates(Buffer.from(bytes).swap16())).toMatchObject({
      affiliates: [{ firstName: 'Zoë' }],
      encoding: 'UTF-16BE',
    })
  })

  it('reads Windows-1252 and reports that encoding', () => {
    const text = `${header}\nJos\xE9,O\x92Brien,j@example.com\n\x8Eiga,\x80,z@example.com`
    expect(parseAffiliates(Buffer.from(text, 'latin1'))).toMatchObject({
      affiliates: [
        { firstName: 'José', lastName: 'O’Brien' },
        { firstName: 'Žiga', lastName: '€' },
      ],
      encoding: 'Windows-1252',
    })
  })

  it('reads the packaged example without a problem', () => {
    const example = readFileSync(new URL('../../examples/affiliates.csv', import.meta.url))
    const { affiliates, problems } = parseAffiliates(example)
    expect(problems).toEqual([])
    expect(affiliates).toHaveLength(20)
  })
})

describe('files that cannot be used', () => {
  it.each([
    ['empty', '', /The file is empty/],
    ['white space only', ' \n\n', /The file is empty/],
    ['only a header', header, /no affiliates/],
    ['binary', 'a\0b', /is binary/],
    ['a spreadsheet', 'PK\x03\x04rest', /spreadsheet or ZIP/],
    ['a mistyped header', 'first_name,last_name,emial\n', /"emial"\. Did you mean email\?/],
    ['an unknown header', 'first_name,last_name,email,phone\n', /Unknown column "phone"\./],
    [
      'a duplicate column',
      'first_name,email,First Name,last_name\n',
      /Columns 1 and 3 both mean first_name/,
    ],
    ['an unnamed column', 'first_name,last_name,email,\n', /Column 4 has no name/],
    ['a missing column', 'first_name,last_name\nAnn,Lee', /email is missing/],
    ['no header', 'Ann,Lee,ann@example.com', /Unknown column "Ann"/],
    ['a header with an open quote', '"first_name,last_name', /Line 1: A quote/],
  ])('refuses %s and says what to do', (_, text, message) => {
    try {
      parseText(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ code: 'INVALID_CSV', message: expect.stringMatching(message) })
    }
  })
})

describe('rows that cannot be used', () => {
  it.each([
    ['Ann,Lee', /has 2 cells, but the header has 3/],
    ['Ann,Lee,ann@example.com,x', /has 4 cells/],
    [',Lee,ann@example.com', /`first_name` must be a name, but was missing/],
    ['Ann,,ann@example.com', /`last_name` must be a name, but was missing/],
    ['Ann,Lee,', /`email` must be a valid email address, but was missing/],
    ['Ann,Lee,ann', /`email` must be a valid email address, but was "ann"/],
    ['Ann,Lee,ann@example', /`email` must be a valid email address/],
    ['Ann,Lee,ann smith@example.com', /`email` must be a valid email address/],
    ['Ann,Lee,änn@example.com', /`email` must be a valid email address/],
    [`Ann,Lee,${'a'.repeat(250)}@example.com`, /`email` must be a valid email address/],
    ['Ann\x1b[31m,Lee,ann@example.com', /control character/],
    ['Ann "Big" B,Lee,ann@example.com', /A quote \("\) appears inside an unquoted cell/],
    ['"Ann"x,Lee,ann@example.com', /followed by more text/],
    ['"Ann,Lee,ann@example.com', /never closed/],
  ])('names the line and the reason: %j', (row, message) => {
    const { affiliates, problems } = parseText(`${header}\nBo,Lee,bo@example.com\n\n${row}\n`)
    expect(affiliates).toHaveLength(1)
    expect(problems).toEqual([{ line: 4, message: expect.stringMatching(message) }])
  })

  it('reports every bad row and keeps the good ones', () => {
    const rows = ['A,B,a', 'Ann,Lee,ann@example.com', 'C,D', 'E,F,Ann@Example.com']
    const { affiliates, problems } = parseText([header, ...rows].join('\n'))
    expect(affiliates).toMatchObject([ann])
    expect(problems.map(({ line }) => line)).toEqual([2, 4, 5])
    expect(problems[2]?.message).toMatch(/already on line 3/)
  })

  it.each([
    ['appears inside a cell', ['A "B" C,D,a@example.com'], [3]],
    ['closes before the cell ends', ['"A"x,D,a@example.com'], [3]],
    ['is never closed', ['"A,D,a@example.com'], [3]],
    [
      'is closed only several lines below',
      ['"A,D,a@example.com', 'E,"F",f', 'G,"H"x,h'],
      [3, 4, 5],
    ],
  ])('continues on the next line after a quote that %s', (_, bad, lines) => {
    const good = ['Bo,Lee,bo@example.com', '"Al\nBert",Lee,al@example.com']
    const { affiliates, problems } = parseText([header, good[0], ...bad, good[1]].join('\n'))
    expect(affiliates.map(({ firstName }) => firstName)).toEqual(['Bo', 'Al Bert'])
    expect(affiliates.at(-1)?.line).toBe(3 + bad.length)
    expect(problems.map(({ line }) => line)).toEqual(lines)
  })
})

describe('arbitrary input', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) =>
      text
        .replace(/[\p{Cc}\uFEFF]/gu, '"\n')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((text) => text !== '')
  const email = fc
    .tuple(fc.stringMatching(/^[a-z0-9]{1,10}$/), fc.stringMatching(/^[a-z]{1,10}$/))
    .map(([local, domain]) => `${local}@${domain}.example`)
  const affiliates = fc.uniqueArray(fc.record({ firstName: name, lastName: name, email }), {
    selector: (affiliate) => affiliate.email,
    minLength: 1,
    maxLength: 20,
  })
  const shape = {
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
    bom: fc.boolean(),
    quoted: fc.boolean(),
  }

  it('reads what a CSV library wrote', () => {
    fc.assert(
      fc.property(affiliates, fc.record(shape), (written, options) => {
        const columns = ['firstName', 'lastName', 'email']
        const csv = stringify(written, { ...options, header: true, columns })
        const read = parseText(csv)
        expect(read.problems).toEqual([])
        expect(read.affiliates).toMatchObject(written)
      }),
    )
  })

  it('turns any bytes into a result or a CliError', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .string({ unit: 'binary', maxLength: 200 })
        .map((text) => Buffer.from(`${header}\n${text}`)),
    )
    fc.assert(
      fc.property(bytes, (input) => {
        try {
          parseAffiliates(input)
        } catch (error) {
          if (!isCliError(error)) throw error
        }
      }),
    )
  })
})
