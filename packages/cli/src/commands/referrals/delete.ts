import { connect } from '../../api/connection.js'
import { readReferral } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { deleteRecord } from '../deletion.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyReferrals, referralTarget, type ManyReferralsFlags } from './selection.js'

/** Adds `referrals delete`. */
export function addDelete(referrals: ReferlyCommand, context: Context): void {
  const command = referrals
    .command('delete')
    .about('Delete a referral', 'Its email address and external ID can then be used again.')
    .examples(['referly referrals delete 17', 'referly referrals delete --file tests.csv'])
  addManyReferrals(command).action((referral: string | undefined, flags: ManyReferralsFlags) =>
    deleteReferral(referral, flags, context),
  )
}

async function deleteReferral(
  reference: string | undefined,
  flags: ManyReferralsFlags,
  context: Context,
): Promise<void> {
  if (isMany(reference, flags, referralTarget)) {
    const change = { command: 'referrals delete', action: 'delete' } as const
    return changeMany(referralTarget, change, { flags, context })
  }
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
