import { describe, expect, it } from 'vitest'
import { createValidate } from '../src/validation.js'

const validate = createValidate({
  components: {
    schemas: {
      Price: { type: 'number', minimum: 0, exclusiveMinimum: true },
      Item: {
        type: 'object',
        required: ['price'],
        properties: {
          price: { $ref: '#/components/schemas/Price' },
          at: { type: 'string', format: 'date-time', nullable: true },
        },
      },
      'a/b~c': { type: 'string' },
    },
  },
})
const item = ['components', 'schemas', 'Item']

describe('a value', () => {
  it.each([{ price: 1 }, { price: 0.01, at: null }, { price: 1, at: '2026-03-01T09:30:00Z' }])(
    'is valid: %o',
    (value) => {
      expect(validate(item, value)).toEqual([])
    },
  )

  it.each([
    [{}, "must have required property 'price'"],
    [{ price: 0 }, '/price must be > 0'],
    [{ price: 1, at: 'yesterday' }, '/at must match format "date-time"'],
  ])('is invalid: %o', (value, fault) => {
    expect(validate(item, value)).toEqual([fault])
  })

  it('is validated against a schema whose name has slashes and tildes', () => {
    expect(validate(['components', 'schemas', 'a/b~c'], 5)).toEqual(['must be string'])
  })

  it('cannot be validated without a schema', () => {
    expect(validate(['components', 'schemas', 'Nothing'], 5)).toBeUndefined()
  })
})
