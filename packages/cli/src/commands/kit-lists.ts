import { addConnectionOptions, addFormatOptions, createAddressOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `--affiliate` and the options of a list. */
export function addAffiliateListOptions(command: ReferlyCommand, text: string): ReferlyCommand {
  return addFormatOptions(
    addConnectionOptions(command.addOption(createAddressOption('--affiliate <address>', text))),
  )
}

/** Returns the filter for the affiliate with an email address. */
export function toAffiliateFilter(affiliate: string | undefined): { affiliateEmail?: string } {
  return affiliate === undefined ? {} : { affiliateEmail: affiliate }
}

/** Reads all rows of a list, page by page. */
export async function readRows<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const read: Row[] = []
  for await (const row of rows) read.push(row)
  return read
}
