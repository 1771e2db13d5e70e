import type { ReferralUpdate } from '@referly-kit/types'
import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readReferral } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { toChanges } from '../changes.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `referrals update`. */
export function addUpdate(referrals: ReferlyCommand, context: Context): void {
  const command = referrals
    .command('update')
    .about('Change a referral')
    .argument('<referral>', 'ID or external ID of the referral')
    .examples(['referly referrals update 17 --plan Pro'])
    .option('--name <text>', "Customer's name")
    .option('--email <address>', "Customer's email address")
    .option('--external-id <id>', 'Your own ID for the customer')
    .option('--plan <text>', 'Plan that the customer subscribed to')
    .addOption(new Option('--status <status>', 'New status').choices(['active', 'inactive']))
  addJsonOption(addConnectionOptions(command)).action((referral: string, flags: UpdateFlags) =>
    updateReferral(referral, flags, context),
  )
}

interface UpdateFlags extends ConnectionFlags, FormatFlags {
  readonly name?: string | undefined
  readonly email?: string | undefined
  readonly externalId?: string | undefined
  readonly plan?: string | undefined
  readonly status?: 'active' | 'inactive' | undefined
}

async function updateReferral(
  reference: string,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const changes = toChanges({
    name: flags.name,
    email: flags.email,
    referredUserExternalId: flags.externalId,
    plan: flags.plan,
    status: flags.status?.toUpperCase(),
  })
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readReferral(reference, { client, signal })
  const update = { referralId: id, ...changes } as ReferralUpdate
  writeRecord(await client.referrals.update(update, { signal }), flags, output)
}
