import type { AffiliateLink } from '@referly-kit/types'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
import { createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

interface FilterFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
  readonly unused?: boolean | undefined
}

/** The flags of a command that changes one link, or many. */
export type ManyLinksFlags = ManyFlags & FilterFlags

/** The links that a command can change. */
export const linkTarget: ManyTarget<AffiliateLink, FilterFlags> = {
  collection: 'links',
  keys: [
    { column: 'link', of: ({ link }) => link },
    { column: 'id', of: ({ id }) => id },
  ],
  filters: ['affiliate', 'unused'],
  used: ['with referrals or sales', ({ referrals, sales }) => referrals + sales > 0],
  list: ({ affiliate }, { client, signal }) =>
    client.links.iterate(affiliate === undefined ? {} : { affiliateEmail: affiliate }, { signal }),
  isMatch: ({ referrals, sales }, { unused }) => unused !== true || referrals + sales === 0,
}

/** Adds the options that filter links. */
export function addLinkFilters(command: ReferlyCommand): ReferlyCommand {
  return command
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Only links of the affiliate with this email address',
      ),
    )
    .option('--unused', 'Only links without referrals or sales')
}

/** Adds the argument and the options of a command that changes one link, or many. */
export function addManyLinks(command: ReferlyCommand): ReferlyCommand {
  command.argument('[link]', 'Text or ID of the link; or select many with the options')
  return addManyOptions(addLinkFilters(command), 'links')
}
