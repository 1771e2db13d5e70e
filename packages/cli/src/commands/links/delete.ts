import { connect } from '../../api/connection.js'
import { readLink } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { toCountText } from '../../terminal/text.js'
import { deleteRecord } from '../deletion.js'
import { changeMany } from '../many/change-many.js'
import { isMany } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addManyLinks, linkTarget, type ManyLinksFlags } from './selection.js'

/** Adds `links delete`. */
export function addDelete(links: ReferlyCommand, context: Context): void {
  const command = links
    .command('delete')
    .about('Delete a link', 'The last link of an affiliate cannot be deleted.')
    .examples([
      'referly links delete ada-blog',
      'referly links delete --affiliate ada@example.com --unused',
    ])
  addManyLinks(command).action((link: string | undefined, flags: ManyLinksFlags) =>
    deleteLink(link, flags, context),
  )
}

async function deleteLink(
  reference: string | undefined,
  flags: ManyLinksFlags,
  context: Context,
): Promise<void> {
  if (isMany(reference, flags, linkTarget)) {
    const effect = (): string => 'URLs with them stop working.'
    const change = { command: 'links delete', action: 'delete', effect } as const
    return changeMany(linkTarget, change, { flags, context })
  }
  const { signal } = context
  const client = await connect(flags, context)
  const { id, link, affiliate, referrals, sales } = await readLink(reference, { client, signal })
  const results = `${toCountText(referrals, 'referral')} and ${toCountText(sales, 'sale')}`
  const deletion = {
    id,
    record: `the link ${link}`,
    consequence: `This deletes the link ${link} of ${affiliate.email}, which led to ${results}. URLs with it stop working.`,
    remove: () => client.links.delete({ id }, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
