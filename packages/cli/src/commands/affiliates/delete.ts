import { isVendorUrl } from '../../api/base-url.js'
import { readConnection, type Connection } from '../../api/connection.js'
import { readAffiliate } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { deleteRecord } from '../deletion.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyAffiliates, affiliateTarget, type ManyAffiliatesFlags } from './selection.js'

/** Adds `affiliates delete`. */
export function addDelete(affiliates: ReferlyCommand, context: Context): void {
  const command = affiliates
    .command('delete')
    .about(
      'Delete an affiliate and their links',
      'To suspend an affiliate, deactivate them instead.',
    )
    .examples([
      'referly affiliates delete ann@example.com',
      'referly affiliates delete --file left.csv --without-commission',
    ])
  addManyAffiliates(command).action((affiliate: string | undefined, flags: ManyAffiliatesFlags) =>
    deleteAffiliate(affiliate, flags, context),
  )
}

// The vendor documents this effect for the dashboard only, not for the API.
const vendorEffect =
  "In Referly's dashboard, this also deletes their customers, sales, commissions, and payouts."

function toEffect(_affiliates: unknown, { baseUrl }: Connection): string {
  if (isVendorUrl(baseUrl)) return vendorEffect
  return 'Their sales and codes are kept, but the codes no longer have an affiliate.'
}

async function deleteAffiliate(
  reference: string | undefined,
  flags: ManyAffiliatesFlags,
  context: Context,
): Promise<void> {
  if (isMany(reference, flags, affiliateTarget)) {
    const change = { command: 'affiliates delete', action: 'delete', effect: toEffect } as const
    return changeMany(affiliateTarget, change, { flags, context })
  }
  const { signal } = context
  const connection = await readConnection(flags, context)
  const { createClient } = await import('../../api/client.js')
  const client = createClient(connection)
  const { id, email, affiliateLinks } = await readAffiliate(reference, { client, signal })
  const codes = await client.promotionalCodes.list({ affiliateId: id }, { signal })
  const links = toCountText(affiliateLinks.length, 'link')
  const own = `Their sales are kept, and ${toCountText(codes.length, 'code')} will no longer have an affiliate.`
  const deletion = {
    id,
    record: `the affiliate ${email}`,
    consequence: `This deletes the affiliate ${email} and their ${links}. ${isVendorUrl(connection.baseUrl) ? vendorEffect : own}`,
    remove: () => client.affiliates.delete({ id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
