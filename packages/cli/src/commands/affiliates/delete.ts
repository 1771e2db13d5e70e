import { isVendorUrl } from '../../api/base-url.js'
import { readConnection } from '../../api/connection.js'
import { readAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `affiliates delete`. */
export function addDelete(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('delete')
    .about('Delete an affiliate and their links', 'To stop an affiliate, deactivate them instead.')
    .argument('<affiliate>', 'Email address or ID of the affiliate')
    .examples(['referly affiliates delete ann@example.com'])
  addDeletionOptions(command).action((affiliate: string, flags: DeletionFlags) =>
    deleteAffiliate(affiliate, flags, context),
  )
}

// The vendor documents it for the dashboard, and not what the API does.
const vendorEffect =
  'In the dashboard of Referly, this also deletes their customers, sales, commissions, and payouts.'

async function deleteAffiliate(
  reference: string,
  flags: DeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const client = createClient(connection)
  const { id, email, affiliateLinks } = await readAffiliate(reference, { client, signal })
  const codes = await client.promotionalCodes.list({ affiliateId: id }, { signal })
  const links = toCountText(affiliateLinks.length, 'link')
  const own = `Their ${toCountText(codes.length, 'code')} and their sales stay, the codes without an affiliate.`
  const deletion = {
    id,
    record: `the affiliate ${email}`,
    consequence: `This deletes the affiliate ${email} and their ${links}. ${isVendorUrl(connection.baseUrl) ? vendorEffect : own}`,
    remove: () => client.affiliates.delete({ id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
