/** The payable amounts that a payout includes. */
export interface PayoutSelection {
  /** The last day, in the time zone of the program. Without one, up to now. */
  readonly until?: string
  /** Without them, all affiliates. */
  readonly affiliateIds?: readonly string[]
}

/** Maximum number of affiliates chosen one by one, which is what the contract allows in a payout. */
export const mostChosen = 1000

const address: RegExp = /[^\s,;<>"']+@[^\s,;<>"']+/g

/** Returns the email addresses in a text, such as a column of a sheet, each of them once. */
export function findAddresses(text: string): readonly string[] {
  return [...new Set(text.toLowerCase().match(address) ?? [])]
}
