/** Requests started per second; `max` is limited only by the concurrency. */
export type Rate = number | 'max'

/** Converts a rate for the client's pace. */
export function toRatePerSecond(rate: Rate): number {
  return rate === 'max' ? Infinity : rate
}
