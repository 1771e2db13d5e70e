import { connect, type ConnectionFlags } from '../../api/connection.js'
import { readLink } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `links update`. */
export function addUpdate(links: ReferlyCommand, context: Context): void {
  const command = links
    .command('update')
    .about('Rename a link', 'Addresses with the old text stop working.')
    .argument('<link>', 'Text or ID of the link')
    .argument('<new-link>', 'New text of the link: letters, digits, and hyphens')
    .examples(['referly links update ada-blog ada-news'])
  addJsonOption(addConnectionOptions(command)).action(
    (link: string, newLink: string, flags: UpdateFlags) =>
      updateLink({ link, newLink }, flags, context),
  )
}

type UpdateFlags = ConnectionFlags & FormatFlags

interface Renaming {
  readonly link: string
  readonly newLink: string
}

async function updateLink(
  { link, newLink }: Renaming,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readLink(link, { client, signal })
  writeRecord(await client.links.update({ id, newLink }, { signal }), flags, output)
}
