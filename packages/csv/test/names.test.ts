import { describe, expect, it } from 'vitest'
import { splitName, withoutPart } from '../src/names.js'

describe('a full name', () => {
  it.each([
    ['Ada King', 'Ada', 'King'],
    ['Ada Mary King', 'Ada Mary', 'King'],
    ['King, Ada', 'Ada', 'King'],
    ['King ,  Ada Mary', 'Ada Mary', 'King'],
    ['van der Berg, Ada', 'Ada', 'van der Berg'],
    ['Ada van der Berg', 'Ada', 'van der Berg'],
    ['Ada Van Der Berg', 'Ada', 'Van Der Berg'],
    ['Carlos de la Cruz', 'Carlos', 'de la Cruz'],
    ['Otto von Bismarck', 'Otto', 'von Bismarck'],
    ['Leonardo da Vinci', 'Leonardo', 'da Vinci'],
    ['Cher', 'Cher', ''],
    ['Al Green', 'Al', 'Green'],
    ['La Toya Jackson', 'La Toya', 'Jackson'],
    ['Kim Do', 'Kim', 'Do'],
    ['Sammy Davis Jr.', 'Sammy', 'Davis Jr.'],
    ['Sammy Davis, Jr.', 'Sammy', 'Davis, Jr.'],
    ['King, Ada, PhD', 'Ada', 'King'],
    ['Jean-Luc Picard', 'Jean-Luc', 'Picard'],
    ['雷 军', '雷', '军'],
    ['', '', ''],
    [', Ada', 'Ada', ''],
    ['King,', 'King', ''],
  ])('"%s" is "%s" and "%s" in first-last order', (name, firstName, lastName) => {
    expect(splitName(name, 'first-last')).toEqual({ firstName, lastName })
  })

  it.each([
    ['King Ada', 'Ada', 'King'],
    ['Nagy Anna Mária', 'Anna Mária', 'Nagy'],
    ['van der Berg Ada', 'Ada', 'van der Berg'],
    ['King, Ada', 'Ada', 'King'],
    ['Cher', 'Cher', ''],
    ['雷 军', '军', '雷'],
  ])('"%s" is "%s" and "%s" in last-first order', (name, firstName, lastName) => {
    expect(splitName(name, 'last-first')).toEqual({ firstName, lastName })
  })

  it.each([
    ['Ada King', 'Ada', 'King'],
    ['King Ada', 'Ada', 'King'],
    ['King, Ada', 'Ada', 'King'],
    ['ADA KING', 'Ada', 'KING'],
    ['Ada', 'Ada', ''],
    ['King', 'Ada', 'King'],
    ['Adalbert King', 'Ada', 'Adalbert King'],
  ])('"%s" without "%s" is "%s"', (name, part, rest) => {
    expect(withoutPart(name, part)).toBe(rest)
  })
})
