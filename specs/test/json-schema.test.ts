import { describe, expect, it } from 'vitest'
import { toJsonSchema } from '../src/json-schema.js'

describe('toJsonSchema', () => {
  it.each([
    [
      { type: 'number', minimum: 0, exclusiveMinimum: true },
      { type: 'number', exclusiveMinimum: 0 },
    ],
    [
      { type: 'number', maximum: 9, exclusiveMaximum: true },
      { type: 'number', exclusiveMaximum: 9 },
    ],
    [
      { type: 'number', minimum: 0, exclusiveMinimum: false },
      { type: 'number', minimum: 0 },
    ],
    [
      { type: 'number', minimum: 1, maximum: 100 },
      { type: 'number', minimum: 1, maximum: 100 },
    ],
  ])('converts the bounds of %o', (schema, expected) => {
    expect(toJsonSchema(schema)).toEqual(expected)
  })

  it('converts schemas at any depth and in lists', () => {
    const bound = { minimum: 0, exclusiveMinimum: true }
    const document = { components: { schemas: { A: { allOf: [{ properties: { b: bound } }] } } } }
    expect(toJsonSchema(document)).toEqual({
      components: { schemas: { A: { allOf: [{ properties: { b: { exclusiveMinimum: 0 } } }] } } },
    })
  })

  it('keeps nullable, null, and references', () => {
    const schema = { nullable: true, enum: ['a', null], items: { $ref: '#/components/schemas/A' } }
    expect(toJsonSchema(schema)).toEqual(schema)
  })

  it('converts references', () => {
    const schema = { items: { $ref: '#/components/schemas/A' } }
    const toReference = (reference: string): string => `${reference.split('/').at(-1)}#`
    expect(toJsonSchema(schema, { toReference })).toEqual({ items: { $ref: 'A#' } })
  })

  it('omits keywords, but not properties with the same name', () => {
    const schema = {
      description: 'a',
      properties: { description: { type: 'string', description: 'b' } },
    }
    expect(toJsonSchema(schema, { omit: ['description'] })).toEqual({
      properties: { description: { type: 'string' } },
    })
  })

  it('leaves its input unchanged', () => {
    const schema = { minimum: 0, exclusiveMinimum: true }
    toJsonSchema(schema)
    expect(schema).toEqual({ minimum: 0, exclusiveMinimum: true })
  })
})
