import { access, constants, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Context } from '../../context.js'
import { CliError, isCliError, toMessage } from '../../errors.js'
import { useNewAdmin, type DatabaseChoice } from '../../server/local-server.js'
import { toCountText } from '../../terminal/text.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addTargetOptions, toTarget, type DatabaseTarget } from './target.js'

/** Adds `admin restore`. */
export function addRestore(admin: ReferlyCommand, context: Context): void {
  const command = admin
    .command('restore')
    .about('Restore a backup into an empty database')
    .argument(
      '<file>',
      'File written by admin backup or program backup, from either kind of database',
    )
    .examples(['referly admin restore monday.jsonl --data ./empty'])
  addTargetOptions(command).action((file: string) =>
    restore(file, toTarget(command, context), context),
  )
}

async function restore(
  path: string,
  { database, json }: DatabaseTarget,
  { cwd, output }: Context,
): Promise<void> {
  const rows = await restoreFile(resolve(cwd, path), database).catch((error: unknown) => {
    if (isCliError(error)) throw error
    throw new CliError('UNREADABLE_FILE', `${path} cannot be read (${toMessage(error)}).`, error)
  })
  if (json) output.json({ rows, file: path })
  output.note(
    `Restored ${toCountText(rows, 'row')} from ${path}. The API keys in the backup are valid again.`,
  )
}

async function restoreFile(file: string, database: DatabaseChoice): Promise<number> {
  await access(file, constants.R_OK)
  return useNewAdmin(database, (admin) => admin.restore(readLines(file)))
}

/** Opens the file when the first line is requested: Node.js drops lines that are read before that. */
async function* readLines(file: string): AsyncIterable<string> {
  const handle = await open(file)
  yield* handle.readLines()
}
