import type { RandomPart } from '../random-part.js'
import { findSpreadsheetValues, type SpreadsheetValues } from '../spreadsheet.js'
import type { TakenKeys } from '../taken.js'
import { fromAscii, toStride, type CodeLayout } from './code-layout.js'
import type { DistinctDemand } from './distinct.js'

/** Creates the checks that {@link DistinctDemand} needs for texts that are not known to be taken from the start. */
export function createTakenChecks(
  stemKey: string,
  random: RandomPart,
  taken: TakenKeys,
): Pick<DistinctDemand, 'isTaken' | 'isSuspect'> {
  const values = findSpreadsheetValues(stemKey, random)
  if (taken.size !== undefined) return { isTaken: values?.has, isSuspect: values?.isSuspect }
  const isTaken = (text: string): boolean => values?.has(text) === true || taken.has(stemKey + text)
  return { isTaken, isSuspect: undefined }
}

/** Removes codes that a spreadsheet would convert, closes the gaps, and returns the offset after the last code. */
export function dropSpreadsheetValues(
  target: Uint8Array,
  layout: CodeLayout,
  values: SpreadsheetValues,
): number {
  const width = toStride(layout)
  let kept = 0
  for (let at = 0; at < target.length; at += width) {
    const start = at + layout.stem.length
    const isDropped =
      values.isSuspect(target, start) &&
      values.has(fromAscii(target.subarray(start, at + width)).toUpperCase())
    if (isDropped) continue
    if (kept < at) target.copyWithin(kept, at, at + width)
    kept += width
  }
  return kept
}
