import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanCell, findEmailProblem, isErrorValue, toEmail } from '../src/cells.js'

describe('an email address', () => {
  it.each([
    ['Ada King <ada@example.com>', 'ada@example.com'],
    ['"King, Ada" <ada@example.com>', 'ada@example.com'],
    ['<ada@example.com>', 'ada@example.com'],
    ['Ada King < ada@example.com >', 'ada@example.com'],
    ['mailto:ada@example.com', 'ada@example.com'],
    ['MAILTO:ada@example.com?subject=Hi', 'ada@example.com'],
    ['Ada <mailto:ada@example.com>', 'ada@example.com'],
    ["'ada@example.com", 'ada@example.com'],
    ['’ada@example.com', 'ada@example.com'],
    ['\u200Bada@example.com', 'ada@example.com'],
    ['ada@exam\u00ADple.com\u200B', 'ada@example.com'],
    ['\u202Aada@example.com\u202C', 'ada@example.com'],
    ['\uFEFFada@example.com', 'ada@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ["'ada@bücher.example", 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@例え.example', 'ada@xn--r8jz45g.example'],
    ["sean.o'neil@example.com", "sean.o'neil@example.com"],
    ['ada+vip@example.com', 'ada+vip@example.com'],
    ['=bo@example.com', '=bo@example.com'],
    ['ed&co@sub.example.co.uk', 'ed&co@sub.example.co.uk'],
    ['_x-1@example.museum', '_x-1@example.museum'],
  ])('is read from %j', (cell, email) => {
    expect(toEmail(cell)).toBe(email)
    expect(findEmailProblem(email)).toBeUndefined()
  })

  it.each([
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada king@example.com',
    'yuki..sato.@docomo.example',
    'ada@example.com; bo@example.com',
    'Ada <ada@example.com>, Bo <bo@example.com>',
    'ada@example,com',
    'bo@example.com.',
    'jörg@example.com',
    'n/a',
    '-',
  ])('is not read from %j', (cell) => {
    expect(findEmailProblem(toEmail(cell))).toMatch(
      /^`email` must be a valid email address, but was /,
    )
  })

  it('stays the same when it is read again', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(toEmail(toEmail(email))).toBe(toEmail(email))
      }),
    )
  })
})

describe('a cell', () => {
  it.each([
    ['  Ada \t King ', 'Ada King'],
    ['Ada\nKing', 'Ada King'],
    ['\u00A0Ada\u00A0King\u3000', 'Ada King'],
    ['\u200BAda\u200B', 'Ada'],
    ['\uFEFFAda', 'Ada'],
    ['نی\u200Cلوفر', 'نی\u200Cلوفر'],
  ])('%j is cleaned to %j', (cell, clean) => {
    expect(cleanCell(cell)).toBe(clean)
  })

  it.each(['Null', 'Nan', 'Undefined', 'N/A Lee', 'None', 'Na'])('%s is a name', (cell) => {
    expect(isErrorValue(cell)).toBe(false)
  })
})
