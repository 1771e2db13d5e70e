import type { Context } from '../../../context.js'
import { CliError } from '../../../errors.js'
import { useAdmin } from '../../../server/local-server.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addTargetOptions, toTarget, type DatabaseTarget } from '../target.js'

/** Adds `admin keys revoke`. */
export function addRevoke(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('revoke')
    .about(
      'Revoke an API key or console session',
      'Running servers stop accepting a key within 30 seconds. Its console sessions end immediately.',
    )
    .argument('<key-id>', 'ID of the key, as shown by admin keys list (not the key itself)')
    .examples(['referly admin keys revoke ID'])
  addTargetOptions(command).action((keyId: string) =>
    revokeKey(keyId, toTarget(command, context), context),
  )
}

async function revokeKey(
  keyId: string,
  { database, json }: DatabaseTarget,
  { output }: Context,
): Promise<void> {
  if (!(await useAdmin(database, (admin) => admin.revokeApiKey(keyId)))) {
    // The argument is left out: it may be a key.
    throw new CliError(
      'INVALID_USAGE',
      'No key has this ID. To list the IDs: referly admin keys list',
    )
  }
  if (json) output.json({ revoked: keyId })
  output.note(`Revoked ${keyId}. Running servers stop accepting the key within 30 seconds.`)
}
