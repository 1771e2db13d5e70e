import type { Sale } from '@referly-kit/types'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
import { createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

interface FilterFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
}

/** The flags of a command that changes one sale, or many. */
export interface ManySalesFlags extends ManyFlags, FilterFlags {
  readonly externalId?: string | undefined
}

/** The sales that a command can change. */
export const saleTarget: ManyTarget<Sale, FilterFlags> = {
  collection: 'sales',
  keys: [
    { column: 'id', of: ({ id }) => id },
    { column: 'externalId', of: ({ externalId }) => externalId, needsHeader: true },
  ],
  filters: ['affiliate'],
  list: ({ affiliate }, { client, signal }) =>
    client.sales.iterate(affiliate === undefined ? {} : { affiliateEmail: affiliate }, { signal }),
}

/** Adds the argument and the options of a command that changes one sale, or many. */
export function addManySales(command: ReferlyCommand): ReferlyCommand {
  command
    .argument('[id]', 'ID of the sale; or select many with the options')
    .option('--external-id <id>', 'Your own ID for the sale, instead of its ID')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Only sales of the affiliate with this email address',
      ),
    )
  return addManyOptions(command, 'sales')
}
