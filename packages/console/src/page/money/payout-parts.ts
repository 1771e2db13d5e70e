import { payoutFileRows } from '@referly-kit/client'
import type { PayoutFileFormat } from '@referly-kit/types'

/** Returns the number of files that a payout has in a format. */
export function countParts(format: PayoutFileFormat, affiliates: number): number {
  return Math.max(1, Math.ceil(affiliates / payoutFileRows[format]))
}
