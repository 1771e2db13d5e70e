import type { PayoutFileFormat } from '@referly-kit/types'

/** The maximum number of rows in a file, as in the contract. */
const rowsPerFile: Readonly<Record<PayoutFileFormat, number>> = {
  BANK: Infinity,
  PAYPAL: 5000,
  WISE: 1000,
}

/** Returns the number of files that a payout has in a format. */
export function countParts(format: PayoutFileFormat, affiliates: number): number {
  return Math.max(1, Math.ceil(affiliates / rowsPerFile[format]))
}
