import { describe, expect, it } from 'vitest'
import {
  CodeStructureError,
  generateCode,
  isCodeStructureError,
  type CodeGeneratorOptions,
  type CodeStructureOptions,
  type CodeSubject,
} from '../src/index.js'
import { readError } from './caught-errors.js'

const validStructure: CodeStructureOptions = {
  codeStructure: { firstName: true, randomChars: true },
}

/** Untyped input. */
function generateUnchecked(structure: unknown, subject: unknown = {}, options: unknown = {}): void {
  generateCode(
    structure as CodeStructureOptions,
    subject as CodeSubject,
    options as CodeGeneratorOptions,
  )
}

describe('an invalid argument is rejected by name', () => {
  it.each([
    ['structure', undefined],
    ['structure', []],
    ['codeStructure', {}],
    ['codeStructure', { codeStructure: null }],
    ['codeStructure.firstname', { codeStructure: { firstname: true } }],
    ['codeStructure.firstName', { codeStructure: { firstName: 'yes' } }],
    ['randomCharsCase', { ...validStructure, randomCharsCase: 'UPPER' }],
    ['separator', { ...validStructure, separator: '.' }],
    ['toAscii', { ...validStructure, toAscii: 'any-ascii' }],
    ['toAscii', { ...validStructure, toAscii: () => null }],
    ['strict', { ...validStructure, strict: 1 }],
  ])('INVALID_STRUCTURE %s', (field, structure) => {
    expect(readError(() => generateUnchecked(structure))).toMatchObject({
      code: 'INVALID_STRUCTURE',
      field,
    })
  })

  it.each([
    ['subject', null],
    ['affiliate', { affiliate: 'John' }],
    ['affiliate.firstName', { affiliate: { firstName: 7 } }],
    ['affiliate.lastName', { affiliate: { lastName: {} } }],
    ['affiliate.email', { affiliate: { email: [] } }],
    ['coupon', { coupon: 20 }],
    ['coupon.name', { coupon: { name: 20 } }],
  ])('INVALID_SUBJECT %s', (field, subject) => {
    expect(readError(() => generateUnchecked(validStructure, subject))).toMatchObject({
      code: 'INVALID_SUBJECT',
      field,
    })
  })

  it.each([
    ['options.random', { random: 4 }],
    ['options.taken', { taken: 'JOHN' }],
    ['options.taken', { taken: [7] }],
    ['options.taken', { taken: async () => false }],
  ])('INVALID_OPTION %s', (field, options) => {
    expect(readError(() => generateUnchecked(validStructure, {}, options))).toMatchObject({
      code: 'INVALID_OPTION',
      field,
    })
  })
})

describe('an error of this package', () => {
  it('names the field, the expected and received values, and the fix', () => {
    const error = readError(() => generateUnchecked({ ...validStructure, randomCharsLength: 0 }))
    expect(error.message).toBe(
      '`randomCharsLength` must be a whole number from 1 to 24, but was 0. Leave it out to use the default.',
    )
    expect(error).toBeInstanceOf(CodeStructureError)
    expect(error.name).toBe('CodeStructureError')
  })

  it('never repeats the name of an affiliate', () => {
    const affiliate = { firstName: ['Johnny'], email: 'johnny@example.com' }
    expect(readError(() => generateUnchecked(validStructure, { affiliate })).message).not.toMatch(
      /johnny/i,
    )
  })

  it('can be told apart from other errors', () => {
    expect(isCodeStructureError(new TypeError('other'))).toBe(false)
    expect(isCodeStructureError(undefined)).toBe(false)
  })

  it('passes on errors thrown by functions of the caller', () => {
    const taken = (): never => {
      throw new RangeError('database is away')
    }
    expect(() => generateCode(validStructure, {}, { taken })).toThrow(RangeError)
  })
})
