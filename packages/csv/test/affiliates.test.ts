import { readFileSync } from 'node:fs'
import { stringify } from 'csv-stringify/sync'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAffiliates } from '../src/affiliates.js'
import { cleanCell, isErrorValue } from '../src/cells.js'
import { isCsvError } from '../src/errors.js'

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
      { line: 2, firstName: 'Anne Marie', lastName: 'Lee', email: 'a@example.com', extras: [] },
      { line: 5, firstName: 'Bo', lastName: 'Lee', email: 'b@example.com', extras: [] },
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
    const example = readFileSync(new URL('../../cli/examples/affiliates.csv', import.meta.url))
    const { affiliates, problems } = parseAffiliates(example)
    expect(problems).toEqual([])
    expect(affiliates).toHaveLength(20)
  })
})

describe('files as programs and people export them', () => {
  it.each([
    ['a line sep=;', 'sep=;\r\nfirst_name;last_name;email\r\nAnn;Lee;ann@example.com'],
    ['a line "sep=|"', '"sep=|"\nfirst_name|last_name|email\nAnn|Lee|ann@example.com'],
    ['a line sep=, after a mark', `\uFEFFsep=,\n${header}\nAnn,Lee,ann@example.com`],
    [
      'a #TYPE line',
      `#TYPE System.Object\r\n"first_name","last_name","email"\r\n"Ann","Lee","ann@example.com"`,
    ],
    [
      'a title, a date, and a blank line',
      `Affiliates, spring\nExported 2026-11-28\n\n${header}\nAnn,Lee,ann@example.com`,
    ],
    ['a title above semicolons', 'Affiliates\nfirst_name;last_name;email\nAnn;Lee;ann@example.com'],
    ['a title with empty cells', `Affiliates,,\n${header}\nAnn,Lee,ann@example.com`],
    ['delimiters at the end of rows', `${header}\nAnn,Lee,ann@example.com,\n`],
    ['several delimiters at the end of rows', `${header}\nAnn,Lee,ann@example.com,,,\n`],
    ['delimiters at the end of the header', `${header},,\nAnn,Lee,ann@example.com`],
    [
      'delimiters at the end of every line',
      `${header};;`.replaceAll(',', ';') + '\nAnn;Lee;ann@example.com;;',
    ],
    ['blanks before quotes', 'first_name, "last_name", "email"\n"Ann", "Lee", "ann@example.com"'],
    [
      'blanks around quotes',
      'first_name, "last_name" , "email" \n"Ann" , "Lee" , "ann@example.com" ',
    ],
    ['Ctrl-Z at the end', `${header}\r\nAnn,Lee,ann@example.com\r\n\x1A`],
    ['a second header', `${header}\nAnn,Lee,ann@example.com\n\uFEFF${header}\n`],
    ['smart quotes', `${header}\n“Ann”,“Lee”,ann@example.com`],
    ['German quotes', `${header}\n„Ann“,„Lee“,ann@example.com`],
    ['zero-width characters', `${header}\n\u200BAnn,Lee\u200B,\u2060ann@exa\u00ADmple.com`],
    [
      'no-break and ideographic spaces',
      `${header}\n\u00A0Ann\u00A0,Lee\u3000,\u3000ann@example.com`,
    ],
    ['a display name', `${header}\nAnn,Lee,"Lee, Ann <ann@example.com>"`],
    ['a link', `${header}\nAnn,Lee,mailto:ann@example.com`],
    ['a text mark of Excel', `${header}\nAnn,Lee,'ann@example.com`],
    ['a full name', 'Name,Email\nAnn Lee,ann@example.com'],
    ['a full name, last name first', 'Full Name,Email\n"Lee, Ann",ann@example.com'],
    [
      'a full name, although there are empty columns',
      'First Name,Last Name,Name,Email\n,,Ann Lee,ann@example.com',
    ],
    ['Vorname and Name', 'Vorname;Name;E-Mail\nAnn;Lee;ann@example.com'],
    ['Nom and Prénom', 'Nom;Prénom;Courriel\nLee;Ann;ann@example.com'],
    ['a first name and a full name', 'First name,Name,Email\nAnn,Ann Lee,ann@example.com'],
    ['a full name and a last name', 'Full name,Last name,Email\nAnn Lee,Lee,ann@example.com'],
    ['Nome alone', 'Nome,Email\nAnn Lee,ann@example.com'],
  ])('reads %s', (_, text) => {
    const { affiliates, problems } = parseText(text)
    expect(problems).toEqual([])
    expect(affiliates).toMatchObject([ann])
  })

  it.each([
    ['in the only name column', 'Name,Email\nCher,cher@example.com'],
    ['as a first name', `${header}\nCher,,cher@example.com`],
    ['as a last name', `${header}\n,Cher,cher@example.com`],
  ])('reads a person with one name %s', (_, text) => {
    expect(parseText(text).affiliates).toMatchObject([{ firstName: 'Cher', lastName: '' }])
  })

  it('reads the hyphen that is sent for a person with one name as no last name', () => {
    const text = `${header}\nCher,"'-",cher@example.com\nBo,-,bo@example.com`
    expect(parseText(text).affiliates).toMatchObject([
      { firstName: 'Cher', lastName: '' },
      { firstName: 'Bo', lastName: '' },
    ])
  })

  it('reads a full name in the given order', () => {
    const bytes = Buffer.from('Name,Email\nLee Ann,ann@example.com')
    expect(parseAffiliates(bytes, { nameOrder: 'last-first' }).affiliates).toMatchObject([ann])
  })

  it('keeps the columns that it does not need', () => {
    const text =
      'Tier,First name,Last name,Name,Email,,Notes\ngold,Ann,Lee,Ann Lee,ann@example.com,x,"=1+1, a"'
    const { affiliates, extraTitles } = parseText(text)
    expect(extraTitles).toEqual(['Tier', 'Name', 'column_6', 'Notes'])
    expect(affiliates[0]?.extras).toEqual(['gold', 'Ann Lee', 'x', '=1+1, a'])
  })

  it('reads a column title without the apostrophe that marks a formula', () => {
    const bytes = Buffer.from("First name,Last name,'=Name,'=Mail\nAnn,Lee,Ann Lee,ann@example.com")
    const { affiliates, extraTitles } = parseAffiliates(bytes, {
      columns: new Map([['email', '=Mail']]),
    })
    expect(affiliates).toMatchObject([ann])
    expect(extraTitles).toEqual(['=Name'])
  })

  it('reports the line of a header with lines above it', () => {
    expect(parseText(`Affiliates\n\n${header}\nAnn,Lee,ann@example.com`).headerLine).toBe(3)
    expect(parseText(`${header}\nAnn,Lee,ann@example.com`).headerLine).toBeUndefined()
    expect(parseText(`sep=,\n${header}\nAnn,Lee,ann@example.com`).headerLine).toBeUndefined()
  })

  it('names the one row with a byte that is not UTF-8', () => {
    const good = Buffer.from(`${header}\nMaría,Díaz,m@example.com\nŁukasz,Nowak,l@example.com\n`)
    const bytes = Buffer.concat([good, Buffer.from('Ren\xE9,Roy,r@example.com', 'latin1')])
    const { affiliates, problems } = parseAffiliates(bytes)
    expect(affiliates.map(({ firstName }) => firstName)).toEqual(['María', 'Łukasz'])
    expect(problems).toEqual([
      {
        line: 4,
        message: expect.stringMatching(/cannot be read\. .* encoding of the file\.$/),
        isUnreadable: true,
      },
    ])
  })

  it('names the first name that looks garbled', () => {
    const bytes = Buffer.from(
      `${header}\nAnn,Lee,a@example.com\n\xA3ukasz,Nowak,l@example.com`,
      'latin1',
    )
    expect(parseAffiliates(bytes).garbled).toEqual({ line: 3, name: '£ukasz Nowak' })
    const polish = parseAffiliates(bytes, { encoding: 'windows-1250' })
    expect(polish).toMatchObject({ garbled: undefined, isGuess: false, encoding: 'windows-1250' })
    expect(polish.affiliates[1]?.firstName).toBe('Łukasz')
  })
})

describe('files that cannot be used', () => {
  it.each<[string, string, RegExp, object?]>([
    ['empty', '', /The file is empty/],
    ['white space only', ' \n\n', /The file is empty/],
    ['only a header', header, /has a header but no rows/],
    ['binary', 'a\0b', /is binary/],
    ['a spreadsheet', 'PK\x03\x04rest', /spreadsheet or ZIP/],
    [
      'a mistyped header',
      'first_name,last_name,emial\n',
      /No column email\. .* Choose one for email, for example "emial"\.$/,
      { code: 'MISSING_COLUMN', choice: { column: 'email', suggestion: 'emial' } },
    ],
    [
      'a duplicate column',
      'first_name,email,First Name,last_name\n',
      /Columns 1 \("first_name"\) and 3 \("First Name"\) could both be first_name\. Choose one by its number, such as 1\.$/,
      { code: 'AMBIGUOUS_COLUMN', choice: { column: 'first_name', suggestion: '1' } },
    ],
    [
      'a header without an address',
      'first_name,last_name\nAnn,Lee',
      /No column email\. The columns are "first_name", "last_name"\. /,
      { code: 'MISSING_COLUMN' },
    ],
    [
      'a header in another language',
      'Ime,Priimek,Naslov\nAnn,Lee,ann@example.com',
      /Choose one for email, for example "Naslov"\.$/,
      { code: 'MISSING_COLUMN', choice: { header: ['Ime', 'Priimek', 'Naslov'] } },
    ],
    [
      'a header without a name',
      'email,phone\nann@example.com,1',
      /No column name\. .* for name, for example "phone"\.$/,
      { code: 'MISSING_COLUMN' },
    ],
    [
      'no header',
      'Ann,Lee,ann@example.com',
      /The file has no header\. Add a first line .* first_name,last_name,name,email\./,
    ],
    ['a header with an open quote', '"first_name,last_name', /Line 1: A quote/],
  ])('refuses %s and explains what to do', (_, text, message, parts = { code: 'INVALID_CSV' }) => {
    try {
      parseText(text)
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ ...parts, message: expect.stringMatching(message) })
    }
  })
})

describe('rows that cannot be used', () => {
  it.each([
    ['Ann,Lee', /has 2 cells, but the header has 3/],
    ['Ann,Lee,ann@example.com,x', /has 4 cells/],
    [',,ann@example.com', /`first_name` must be a name, but was missing/],
    ['Ann;Lee;ann@example.com', /has 1 cell, but the header has 3\. Check the delimiters/],
    ['Total,,2', /`email` must be a valid email address, but was "2"\./],
    ['"Ann \\"Ace\\"",Lee,ann@example.com', /followed by more text/],
    ['Ann,Lee,ann@example.com; bo@example.com', /Keep one address per row/],
    ['Ann,Lee,ann..lee@example.com', /two dots in a row/],
    ['Ann,Lee,.ann@example.com', /does not accept a dot at either end/],
    [
      `${'A'.repeat(201)},Lee,ann@example.com`,
      /`first_name` must be at most 200 characters long, but was 201/,
    ],
    [
      `Ann,${'A'.repeat(70_000)},ann@example.com`,
      /`last_name` must be at most 200 characters long/,
    ],
    [
      '#N/A,Lee,ann@example.com',
      /`first_name` must be a name, but was "#N\/A"\. It is the result of a formula/,
    ],
    ['Ann,#REF!,ann@example.com', /`last_name` must be a name, but was "#REF!"/],
    ['#NAME?,Lee,ann@example.com', /must be a name/],
    ['#DIV/0!,Lee,ann@example.com', /must be a name/],
    ['#BEZUG!,Lee,ann@example.com', /must be a name/],
    ['NULL,Lee,ann@example.com', /must be a name/],
    ['NaN,Lee,ann@example.com', /must be a name/],
    ['undefined,Lee,ann@example.com', /must be a name/],
    ['Ann,Lee,#VALUE!', /valid email address, but was "#VALUE!"\. It is the result of a formula/],
    ['Ann,Lee,', /`email` must be a valid email address, but was missing/],
    ['Ann,Lee,ann', /`email` must be a valid email address, but was "ann"/],
    ['Ann,Lee,ann@example', /`email` must be a valid email address/],
    ['Ann,Lee,ann smith@example.com', /`email` must be a valid email address/],
    ['Ann,Lee,änn@example.com', /only ASCII characters before the @, not ä \(U\+00E4\)/],
    [`Ann,Lee,${'a'.repeat(250)}@example.com`, /`email` must be a valid email address/],
    ['Ann\x1b[31m,Lee,ann@example.com', /a control character, U\+001B\. Remove it/],
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
    .map((text) => cleanCell(text.replace(/\p{Cc}/gu, '"\n')))
    // Excludes what the reader takes for the mark of a formula, a word processor's quotes, or an absent last name.
    .filter(
      (text) => /^[^'“"„«\uFFFD][^\uFFFD]*$/u.test(text) && !isErrorValue(text) && text !== '-',
    )
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

  it('reads files written by a CSV library', () => {
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

  it('turns any bytes into a result or a CsvError', () => {
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
          if (!isCsvError(error)) throw error
        }
      }),
    )
  })
})
