import { connect } from '../../api/connection.js'
import { readReferral } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `referrals delete`. */
export function addDelete(referrals: ReferlyCommand, context: Context): void {
  const command = referrals
    .command('delete')
    .about('Delete a referral', 'Its email address and external ID can then be used again.')
    .argument('<referral>', 'ID or external ID of the referral')
    .examples(['referly referrals delete 17'])
  addDeletionOptions(command).action((referral: string, flags: DeletionFlags) =>
    deleteReferral(referral, flags, context),
  )
}

async function deleteReferral(
  reference: string,
  flags: DeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const client = await connect(flags, context)
  const { id, email } = await readReferral(reference, { client, signal })
  const sales = await client.sales.list({ referralId: id }, { signal })
  const deletion = {
    id,
    record: `the referral of ${email}`,
    consequence: `This deletes the referral of ${email}, which led to ${toCountText(sales.length, 'sale')}.`,
    remove: () => client.referrals.delete({ referralId: id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
