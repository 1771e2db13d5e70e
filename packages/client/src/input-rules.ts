import { InvalidInputError } from './errors/input-errors.js'

/** Throws `InvalidInputError` unless the field is there: neither undefined, null nor an empty text. */
export function assertGiven(input: object, field: string, when: string = ''): void {
  if (isGiven(input, field)) return
  throw new InvalidInputError({ field, rule: `must be given${when === '' ? '' : ` ${when}`}` })
}

/** Throws `InvalidInputError` unless at least one of the fields is there. */
export function assertOneGiven(input: object, fields: readonly string[]): void {
  if (fields.some((field) => isGiven(input, field))) return
  const others = fields.slice(1).join(' or ')
  const rule = `must be given, or else ${others}`
  throw new InvalidInputError({ field: fields[0] ?? '', rule })
}

/** Throws `InvalidInputError` unless the input is an object. */
export function assertObject(input: unknown): void {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return
  throw new InvalidInputError({ field: 'input', rule: 'must be an object' })
}

function isGiven(input: object, field: string): boolean {
  const value = (input as Record<string, unknown>)[field]
  return value !== undefined && value !== null && value !== ''
}
