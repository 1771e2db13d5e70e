import { connect } from '../../api/connection.js'
import { readLink } from '../../api/find-record.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord } from '../../terminal/records.js'
import { changeMany } from '../many/change-many.js'
import { addManyOptions, isMany, toFileHelp } from '../many/options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addLinkFilters, linkTarget, type ManyLinksFlags } from './selection.js'

/** Adds `links update`. */
export function addUpdate(links: ReferlyCommand, context: Context): void {
  const command = links
    .command('update')
    .about('Rename links', `URLs with the old text stop working. ${toFileHelp('links')}`)
    .argument('[link]', 'Text or ID of the link; or rename many with --file')
    .argument('[new-link]', 'New text of the link: letters, digits, and hyphens')
    .examples(['referly links update ada-blog ada-news', 'referly links update --file renames.csv'])
  addManyOptions(addLinkFilters(command), 'links').action(
    (link: string | undefined, newLink: string | undefined, flags: ManyLinksFlags) =>
      updateLink({ link, newLink }, flags, context),
  )
}

interface Renaming {
  readonly link: string | undefined
  readonly newLink: string | undefined
}

async function updateLink(
  { link, newLink }: Renaming,
  flags: ManyLinksFlags,
  context: Context,
): Promise<void> {
  if (isMany(link, flags, linkTarget)) {
    if (flags.file === undefined) {
      const message = 'No two links can have the same text. Pass the new texts with --file.'
      throw new CliError('INVALID_USAGE', message)
    }
    const change = { command: 'links update', action: 'update' } as const
    return changeMany(linkTarget, change, { flags, context })
  }
  if (newLink === undefined) {
    const problem = { field: '<new-link>', expected: 'the new text', received: 'missing' }
    throw new CliError('INVALID_USAGE', problem)
  }
  const { signal, output } = context
  const client = await connect(flags, context)
  const { id } = await readLink(link, { client, signal })
  writeRecord(await client.links.update({ id, newLink }, { signal }), flags, output)
}
