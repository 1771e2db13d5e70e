import { isRedemptionInputError, toMinorUnits, fromMinorUnits } from '@referly-kit/redemption'
import { ServerError } from '../errors.js'

/** The longest external id, link or email: an index entry holds at most 2,704 bytes. */
const longestKey = 500

const largestInteger = 2_147_483_647
const firstInstant = Date.parse('0001-01-01T00:00:00Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** The error for a request that says something unusable. */
export function createInputError(message: string, cause?: unknown): ServerError {
  return new ServerError('INVALID_INPUT', message, cause === undefined ? undefined : { cause })
}

/** Throws `INVALID_INPUT` when a text is too long to be looked up by. */
export function assertKey(value: string | undefined, field: string): void {
  if (value === undefined || value.length <= longestKey) return
  const received = `${value.length} characters`
  throw createInputError(
    `${field} must have at most ${longestKey} characters, received ${received}`,
  )
}

/** Throws `INVALID_INPUT` when a whole number is too large to be kept. */
export function assertInteger(value: number | undefined, field: string): void {
  if (value === undefined || value <= largestInteger) return
  throw createInputError(`${field} must be <= ${largestInteger}, received ${value}`)
}

/**
 * Reads a date-time as UTC text with milliseconds.
 *
 * @throws ServerError `INVALID_INPUT` for an instant that does not exist, such as second 60, or before year 1.
 */
export function parseDateTime(text: string | undefined, field: string): string | null {
  if (text === undefined) return null
  const time = Date.parse(text.toUpperCase().replace(/\s/, 'T'))
  if (time >= firstInstant && time <= lastInstant) return new Date(time).toISOString()
  throw createInputError(
    `${field} must be a date-time from year 1 to 9999, received ${JSON.stringify(text.slice(0, 60))}`,
  )
}

/** Reads an amount in major units as minor units, halves up. */
export function parseAmount(amount: number, currency: string, field: string): number {
  try {
    return toMinorUnits(amount, currency)
  } catch (error) {
    if (!isRedemptionInputError(error)) throw error
    throw createInputError(`${field} must be ${error.expected}, received ${error.received}`, error)
  }
}

/**
 * Throws `INVALID_INPUT` when an amount cannot be paid in its currency, such as 0.005 USD or 10.5 JPY.
 *
 * Terms that people are promised are never rounded; only payments are.
 */
export function assertPayable(amount: number, currency: string, field: string): void {
  const payable = fromMinorUnits(parseAmount(amount, currency, field), currency)
  if (payable === amount) return
  throw createInputError(
    `${field} must be a whole number of the smallest unit of ${currency}, received ${amount}`,
  )
}
