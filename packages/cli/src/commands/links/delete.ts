import { connect } from '../../api/connection.js'
import { readLink } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `links delete`. */
export function addDelete(links: ReferlyCommand, context: Context): void {
  const command = links
    .command('delete')
    .about('Delete a link', 'The last link of an affiliate cannot be deleted.')
    .argument('<link>', 'Text or ID of the link')
    .examples(['referly links delete ada-blog'])
  addDeletionOptions(command).action((link: string, flags: DeletionFlags) =>
    deleteLink(link, flags, context),
  )
}

async function deleteLink(
  reference: string,
  flags: DeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const client = await connect(flags, context)
  const { id, link, affiliate, referrals, sales } = await readLink(reference, { client, signal })
  const results = `${toCountText(referrals, 'referral')} and ${toCountText(sales, 'sale')}`
  const deletion = {
    id,
    record: `the link ${link}`,
    consequence: `This deletes the link ${link} of ${affiliate.email}, which led to ${results}. Addresses with it stop working.`,
    remove: () => client.links.delete({ id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
