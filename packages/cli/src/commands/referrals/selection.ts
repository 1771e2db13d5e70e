import type { Referral } from '@referly-kit/types'
import { addManyOptions, type ManyFlags, type ManyTarget } from '../many/options.js'
import { createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

interface FilterFlags {
  /** An email address. */
  readonly affiliate?: string | undefined
}

/** The flags of a command that changes one referral, or many. */
export type ManyReferralsFlags = ManyFlags & FilterFlags

/** The referrals that a command can change. */
export const referralTarget: ManyTarget<Referral, FilterFlags> = {
  collection: 'referrals',
  keys: [
    { column: 'id', of: ({ id }) => id },
    { column: 'externalId', of: ({ referredUserExternalId }) => referredUserExternalId },
  ],
  filters: ['affiliate'],
  list: ({ affiliate }, { client, signal }) =>
    client.referrals.iterate(affiliate === undefined ? {} : { affiliateEmail: affiliate }, {
      signal,
    }),
}

/** Adds the argument and the options of a command that changes one referral, or many. */
export function addManyReferrals(command: ReferlyCommand): ReferlyCommand {
  command
    .argument('[referral]', 'ID or external ID of the referral; or select many with the options')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Only referrals of the affiliate with this email address',
      ),
    )
  return addManyOptions(command, 'referrals')
}
