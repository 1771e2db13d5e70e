import { RedemptionInputError } from './errors.js'

/** Throws `INVALID_INPUT` unless the value is an object. */
export function assertObject(value: unknown, field: string): void {
  if (typeof value === 'object' && value !== null) return
  const expected = 'an object'
  throw new RedemptionInputError({ code: 'INVALID_INPUT', field, expected, received: value })
}

/** Throws `INVALID_INPUT` unless the value is an array. */
export function assertArray(value: unknown, field: string): void {
  if (Array.isArray(value)) return
  const expected = 'an array'
  throw new RedemptionInputError({ code: 'INVALID_INPUT', field, expected, received: value })
}

/** Throws `INVALID_COUNT` unless the value is a whole number that is at least `least`. */
export function assertCount(value: number, field: string, least: number = 0): void {
  if (Number.isSafeInteger(value) && value >= least) return
  const expected = `a whole number of at least ${least}`
  throw new RedemptionInputError({ code: 'INVALID_COUNT', field, expected, received: value })
}

/** Throws `INVALID_COUNT` unless the value is a finite number above 0. */
export function assertQuantity(value: number, field: string): void {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return
  const expected = 'a number above 0'
  throw new RedemptionInputError({ code: 'INVALID_COUNT', field, expected, received: value })
}

/** Throws `INVALID_PERCENT` unless the value is a number from 0 to 100. */
export function assertPercent(value: number, field: string): void {
  if (typeof value === 'number' && value >= 0 && value <= 100) return
  const expected = 'a number from 0 to 100'
  throw new RedemptionInputError({ code: 'INVALID_PERCENT', field, expected, received: value })
}
