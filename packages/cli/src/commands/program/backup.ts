import type { ReferlyClient } from '@referly-kit/client'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeBackupFile, type WriteBackup } from '../backup-file.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `program backup`. */
export function addBackup(program: ReferlyCommand, context: Context): void {
  const command = program
    .command('backup')
    .about(
      'Back up the program to a new file',
      'To restore it into an empty database, run: referly admin restore',
    )
    .argument(
      '<file>',
      'File to write, in JSON Lines format; it contains email addresses and webhook secrets',
    )
    .examples(['referly program backup monday.jsonl'])
  addJsonOption(addConnectionOptions(command)).action((path: string, flags: BackupFlags) =>
    backup(path, flags, context),
  )
}

interface BackupFlags extends ConnectionFlags {
  readonly json?: boolean | undefined
}

async function backup(path: string, flags: BackupFlags, context: Context): Promise<void> {
  const { kit } = await connect(flags, context)
  const create = (write: WriteBackup): Promise<number> => download(kit, write, context)
  await writeBackupFile({ path, json: flags.json === true, create }, context)
}

/** Longer than the last line of a backup, which has the number of rows and a checksum. */
const tailLength = 1000

async function download(
  { backup: remote }: ReferlyClient['kit'],
  write: WriteBackup,
  { signal }: Context,
): Promise<number> {
  let tail = ''
  const decoder = new TextDecoder()
  for await (const piece of remote.read({ signal })) {
    await write(piece)
    tail = (tail + decoder.decode(piece.subarray(-tailLength))).slice(-tailLength)
  }
  const [, rows] = /\n\{"rows":(\d+),"sha256":"[0-9a-f]{64}"\}\n$/.exec(tail) ?? []
  if (rows !== undefined) return Number(rows)
  throw new CliError('NETWORK', 'The backup is incomplete. Run the command again.')
}
