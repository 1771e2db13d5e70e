import type { AffiliateUpdate } from '@referly-kit/types'
import { Option } from 'commander'
import { connect } from '../../api/connection.js'
import { readAffiliate } from '../../api/find-record.js'
import { affiliateStatuses } from '../../changes/collections.js'
import type { Context } from '../../context.js'
import { writeRecord } from '../../terminal/records.js'
import { toSharedChanges } from '../changes.js'
import { changeMany } from '../many/change-many.js'
import { assertShareable, isMany, toFileHelp } from '../many/options.js'
import { createAddressOption, createNameOption, createPercentOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyAffiliates, affiliateTarget, type ManyAffiliatesFlags } from './selection.js'

/** Adds `affiliates update` and `affiliates deactivate`. */
export function addUpdate(affiliates: ReferlyCommand, context: Context): void {
  const update = affiliates
    .command('update')
    .about(
      'Change affiliates',
      `A new commission rate applies to future sales. ${toFileHelp('affiliates')}`,
    )
    .examples([
      'referly affiliates update ann@example.com --commission-rate 30',
      'referly affiliates update --file partners.csv --commission-rate 30',
      'referly affiliates update --file new-rates.csv',
    ])
    .addOption(createNameOption('--first-name <text>', 'New first name'))
    .addOption(createNameOption('--last-name <text>', 'New last name'))
    .addOption(createAddressOption('--email <address>', 'New email address'))
    .addOption(createPercentOption('--commission-rate <n>', 'Commission in percent'))
    .addOption(new Option('--status <status>', 'New status').choices(affiliateStatuses))
    .option('--link <text>', 'Link to add: letters, digits, and hyphens')
  addManyAffiliates(update).action((affiliate: string | undefined, flags: UpdateFlags) =>
    updateAffiliate(affiliate, 'affiliates update', { flags, context }),
  )
  const deactivate = affiliates
    .command('deactivate')
    .about(
      'Deactivate an affiliate',
      'Commission on their new sales is held. To undo it, update the status to active.',
    )
    .examples([
      'referly affiliates deactivate ann@example.com',
      'referly affiliates deactivate --file left.csv',
    ])
  addManyAffiliates(deactivate).action(
    (affiliate: string | undefined, own: ManyAffiliatesFlags) => {
      const flags = { ...own, status: 'deactivated' }
      return updateAffiliate(affiliate, 'affiliates deactivate', { flags, context })
    },
  )
}

interface UpdateFlags extends ManyAffiliatesFlags {
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
  reference: string | undefined,
  command: string,
  { flags, context }: { readonly flags: UpdateFlags; readonly context: Context },
): Promise<void> {
  const fields = {
    firstName: flags.firstName,
    lastName: flags.lastName,
    email: flags.email,
    commissionRate: flags.commissionRate,
    affiliateStatus: flags.status?.toUpperCase(),
    affiliateLink: flags.link,
  }
  const changes = toSharedChanges(fields, flags.file)
  if (isMany(reference, flags, affiliateTarget)) {
    assertShareable(flags, ['email', 'link'])
    const change = { command, action: 'update', toValues: changes && (() => changes) } as const
    return changeMany(affiliateTarget, change, { flags, context })
  }
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readAffiliate(reference, { client, signal })
  const update = { affiliateId: id, ...changes } as AffiliateUpdate
  writeRecord(await client.affiliates.update(update, { signal }), flags, output)
}
