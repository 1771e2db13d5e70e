import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `keys revoke`. */
export function addRevoke(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('revoke')
    .about(
      'Revoke an API key or end a session of the console',
      'Sessions started with the key end, too. A key cannot revoke itself; run the command with another one.',
    )
    .argument('<key-id>', 'ID of the key, as shown by keys list (not the key itself)')
    .examples(['referly keys revoke 0197a3c0-5f00-7000-8000-00000000c001'])
  addJsonOption(addConnectionOptions(command)).action(
    (id: string, flags: ConnectionFlags & FormatFlags) => revokeKey(id, flags, context),
  )
}

async function revokeKey(
  id: string,
  flags: ConnectionFlags & FormatFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  writeRecord(await kit.keys.revoke(id, { signal }), flags, output)
}
