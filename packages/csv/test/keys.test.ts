import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takenColumns } from '../src/column-names.js'
import type { ColumnMap } from '../src/columns.js'
import { isCsvError } from '../src/errors.js'
import { parseKeys } from '../src/keys.js'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const parse = (bytes: Uint8Array, columns: ColumnMap = new Map()): readonly string[] =>
  parseKeys(bytes, [takenColumns.code], columns).keys

describe('a file of codes', () => {
  it.each([
    ['one code per line', 'SAVE1\nSAVE2\n'],
    ['one code per line, with CRLF and blank lines', 'SAVE1\r\n\r\nSAVE2\r\n'],
    ['one code per line, with a mark', '\uFEFFSAVE1\nSAVE2'],
    ['one code per line, with trailing delimiters', 'SAVE1,\nSAVE2,,'],
    ['one column with a header', 'Code\nSAVE1\nSAVE2'],
    ['one column with a quoted header', '"Promo Code"\n"SAVE1"\n"SAVE2"'],
    ['a plan', 'first_name,email,code,coupon_id\nAnn,a@b.co,SAVE1,c\nBo,b@b.co,SAVE2,c'],
    ['a column Promo Code', 'Name,Promo Code,Times Used\nSpring,SAVE1,3\nSpring,SAVE2,0'],
    ['a column Rabattcode', 'Name;Rabattcode\nSpring;SAVE1\nSpring;SAVE2'],
    ['a title above the header', 'Codes in spring\n\nName;Gutschein\nSpring;SAVE1\nSpring;SAVE2'],
    ['rows without a code', 'Name,Code\nSpring,SAVE1\nNone,\nSpring,SAVE2'],
  ])('is read as %s', (_, text) => {
    expect(parse(encode(text))).toEqual(['SAVE1', 'SAVE2'])
  })

  it('is read without the apostrophe that was written before a formula', () => {
    expect(parse(encode("code\n'-X1\n05651\n"))).toEqual(['-X1', '05651'])
  })

  it.each([
    [
      'Name,Key\nSpring,SAVE1',
      /No column code\. The columns are "Name", "Key"\. Choose one for code, for example "Name"\.$/,
    ],
    [
      'Name,Promotional Kode\nSpring,SAVE1',
      /Choose one for code, for example "Promotional Kode"\.$/,
    ],
    ['Code,code\nA,B', /Columns 1 \("Code"\) and 2 \("code"\) could both be code\./],
    [
      'a\0\0\0\0\0b',
      /is not a text file\. Use one code per line, or a CSV file with the column code\.$/,
    ],
    ['Code\n"SAVE1', /^Line 2: A quote/],
  ])('is refused with advice: %j', (text, message) => {
    expect(() => parse(encode(text))).toThrow(message)
  })

  it('is refused without advice to choose a column if the caller has no choice of columns', () => {
    expect(() => parseKeys(encode('Name,Key\nSpring,SAVE1'), [takenColumns.code])).toThrow(
      'No column code. The columns are "Name", "Key". Rename the one to use to code.',
    )
  })

  it('has the column that the user names', () => {
    const text = encode('Campaign,Name\nSpring,SAVE1')
    expect(parse(text, new Map([['code', 'name']]))).toEqual(['SAVE1'])
    expect(() => parse(text, new Map([['code', 'Key']]))).toThrow(
      '`columns.code` must be one of the columns "Campaign", "Name", but was "Key".',
    )
  })

  it('turns any bytes into codes or a CsvError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          parse(bytes)
        } catch (error) {
          if (!isCsvError(error)) throw error
        }
      }),
    )
  })
})
