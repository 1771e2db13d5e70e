import type { AffiliateUpdate } from '@referly-kit/types'
import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { toChanges } from '../changes.js'
import { addConnectionOptions, addJsonOption, createAmountFromZeroOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

const statuses = [
  'active',
  'inactive',
  'invited',
  'declined',
  'deactivated',
  'banned',
] as const satisfies readonly AffiliateUpdate['affiliateStatus'][]

/** Adds `affiliates update` and `affiliates deactivate`. */
export function addUpdate(affiliates: ReferlyCommand, context: Context): void {
  const update = affiliates
    .command('update')
    .about('Change an affiliate', 'A new commission rate applies to future sales.')
    .argument('<affiliate>', 'Email address or ID of the affiliate')
    .examples(['referly affiliates update ann@example.com --commission-rate 30'])
    .option('--first-name <text>', 'New first name')
    .option('--last-name <text>', 'New last name')
    .option('--email <address>', 'New email address')
    .addOption(createAmountFromZeroOption('--commission-rate <n>', 'Commission in percent'))
    .addOption(new Option('--status <status>', 'New status').choices(statuses))
    .option('--link <text>', 'Link to add: letters, digits, and hyphens')
  addJsonOption(addConnectionOptions(update)).action((affiliate: string, flags: UpdateFlags) =>
    updateAffiliate(affiliate, flags, context),
  )
  const deactivate = affiliates
    .command('deactivate')
    .about(
      'Deactivate an affiliate',
      'Commission on their new sales is held. To undo it, update the status to active.',
    )
    .argument('<affiliate>', 'Email address or ID of the affiliate')
    .examples(['referly affiliates deactivate ann@example.com'])
  addJsonOption(addConnectionOptions(deactivate)).action((affiliate: string, flags: BaseFlags) =>
    updateAffiliate(affiliate, { ...flags, status: 'deactivated' }, context),
  )
}

type BaseFlags = ConnectionFlags & FormatFlags

interface UpdateFlags extends BaseFlags {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
  readonly commissionRate?: number | undefined
  /** In lower case. */
  readonly status?: string | undefined
  /** The text of a link to add. */
  readonly link?: string | undefined
}

async function updateAffiliate(
  reference: string,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const changes = toChanges({
    firstName: flags.firstName,
    lastName: flags.lastName,
    email: flags.email,
    commissionRate: flags.commissionRate,
    affiliateStatus: flags.status?.toUpperCase(),
    affiliateLink: flags.link,
  })
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readAffiliate(reference, { client, signal })
  const update = { affiliateId: id, ...changes } as AffiliateUpdate
  writeRecord(await client.affiliates.update(update, { signal }), flags, output)
}
