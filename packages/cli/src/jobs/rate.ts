import { isVendorUrl } from '../api/base-url.js'

/** Requests started per second; `max` is limited only by the concurrency. */
export type Rate = number | 'max'

/** Write requests per second to the vendor's API, whose documented limit is 30 per minute. */
const vendorRate = 0.5

/** Returns the default rate at which records are created: unlimited for a self-hosted server. */
export function toDefaultRate(baseUrl: string): Rate {
  return isVendorUrl(baseUrl) ? vendorRate : 'max'
}

/** Returns the rate as a number, which the client's pace takes. */
export function toRatePerSecond(rate: Rate): number {
  return rate === 'max' ? Infinity : rate
}

/** The longest pause after a 429 that a job waits for, in milliseconds; some APIs count by the hour. */
export const maxPauseMs = 3_600_000
