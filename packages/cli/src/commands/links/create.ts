import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption, createAddressOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `links create`. */
export function addCreate(links: ReferlyCommand, context: Context): void {
  const command = links
    .command('create')
    .about('Add a link to an affiliate')
    .argument('<link>', 'Text of the link: letters, digits, and hyphens')
    .addOption(
      createAddressOption(
        '--affiliate <address>',
        'Email address of the affiliate (required)',
      ).makeOptionMandatory(),
    )
    .examples(['referly links create ada-blog --affiliate ada@example.com'])
  addJsonOption(addConnectionOptions(command)).action((link: string, flags: CreateFlags) =>
    createLink(link, flags, context),
  )
}

interface CreateFlags extends ConnectionFlags, FormatFlags {
  /** An email address. */
  readonly affiliate: string
}

async function createLink(link: string, flags: CreateFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  const input = { link, affiliateEmail: flags.affiliate }
  writeRecord(await client.links.create(input, { signal }), flags, output)
}
