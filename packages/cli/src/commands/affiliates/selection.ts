import type { Affiliate } from '@referly-kit/types'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'

interface FilterFlags {
  readonly withoutCommission?: boolean | undefined
}

/** The flags of a command that changes one affiliate, or many. */
export type ManyAffiliatesFlags = ManyFlags & FilterFlags

/** The affiliates that a command can change. */
export const affiliateTarget: ManyTarget<Affiliate, FilterFlags> = {
  collection: 'affiliates',
  keys: [
    { column: 'email', of: ({ email }) => email },
    { column: 'id', of: ({ id }) => id },
  ],
  filters: ['withoutCommission'],
  used: ['with commission', ({ totalCommissionEarned }) => totalCommissionEarned > 0],
  list: (_flags, { client, signal }) => client.affiliates.iterate({}, { signal }),
  isMatch: ({ totalCommissionEarned }, { withoutCommission }) =>
    withoutCommission !== true || totalCommissionEarned === 0,
}

/** Adds the argument and the options of a command that changes one affiliate, or many. */
export function addManyAffiliates(command: ReferlyCommand): ReferlyCommand {
  command
    .argument(
      '[affiliate]',
      'Email address or ID of the affiliate; or select many with the options',
    )
    .option('--without-commission', 'Only affiliates who have not earned commission')
  return addManyOptions(command, 'affiliates')
}
