import type { ReferralUpdate } from '@referly-kit/types'
import { Option } from 'commander'
import { connect } from '../../api/connection.js'
import { readReferral } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord } from '../../terminal/records.js'
import { toSharedChanges } from '../changes.js'
import { changeMany } from '../many/change-many.js'
import { assertShareable, isMany, toFileHelp } from '../many/options.js'
import { createAddressOption, createNameOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyReferrals, referralTarget, type ManyReferralsFlags } from './selection.js'

/** Adds `referrals update`. */
export function addUpdate(referrals: ReferlyCommand, context: Context): void {
  const command = referrals
    .command('update')
    .about('Change referrals', toFileHelp('referrals'))
    .examples([
      'referly referrals update 17 --plan Pro',
      'referly referrals update --affiliate ann@example.com --status inactive',
      'referly referrals update --file new-plans.csv',
    ])
    .addOption(createNameOption('--name <text>', "Customer's name"))
    .addOption(createAddressOption('--email <address>', "Customer's email address"))
    .option('--external-id <id>', 'Your own ID for the customer')
    .option('--plan <text>', 'Plan that the customer subscribed to')
    .addOption(new Option('--status <status>', 'New status').choices(['active', 'inactive']))
  addManyReferrals(command).action((referral: string | undefined, flags: UpdateFlags) =>
    updateReferral(referral, flags, context),
  )
}

interface UpdateFlags extends ManyReferralsFlags {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
  readonly plan?: string | undefined
  readonly status?: 'active' | 'inactive' | undefined
}

async function updateReferral(
  reference: string | undefined,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const fields = {
    name: flags.name,
    email: flags.email,
    referredUserExternalId: flags.externalId,
    plan: flags.plan,
    status: flags.status?.toUpperCase(),
  }
  const changes = toSharedChanges(fields, flags.file)
  if (isMany(reference, flags, referralTarget)) {
    assertShareable(flags, ['email', 'externalId'])
    const change = {
      command: 'referrals update',
      action: 'update',
      toValues: changes && (() => changes),
    } as const
    return changeMany(referralTarget, change, { flags, context })
  }
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readReferral(reference, { client, signal })
  const update = { referralId: id, ...changes } as ReferralUpdate
  writeRecord(await client.referrals.update(update, { signal }), flags, output)
}
