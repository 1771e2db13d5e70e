import { ServerError } from '../errors.js'
import { spool } from '../spool.js'
import type { Call } from './call.js'
import type { Store } from './ports.js'

/** A file that is sent while it is being created. */
export interface BackupFile {
  readonly contentType: string
  readonly name: string
  readonly pieces: AsyncIterable<Uint8Array>
}

/** Services that a backup needs. */
export interface BackupServices {
  readonly store: Pick<Store, 'backup'>
}

/** The operation that downloads a backup of a program. */
export interface BackupHandlers {
  /** Throws `BACKUP_RUNNING` while another backup of the program is being sent. */
  getBackup(call: Call): Promise<BackupFile>
}

/** Creates the operation that downloads a backup of a program. */
export function createBackupHandlers({ store }: BackupServices): BackupHandlers {
  const running = new Set<string>()
  return {
    async getBackup({ program, now }) {
      async function* read(): AsyncGenerator<Uint8Array> {
        if (running.has(program.id)) throw createRunningError()
        running.add(program.id)
        try {
          yield* spool((write) => store.backup((line) => write(`${line}\n`), program.id))
        } finally {
          running.delete(program.id)
        }
      }
      const name = `referly-backup-${now.toISOString().slice(0, 10)}.jsonl`
      return { contentType: 'application/x-ndjson', name, pieces: read() }
    },
  }
}

function createRunningError(): ServerError {
  const hint = 'Try again when it is complete.'
  const message = `A backup of the program is being downloaded. ${hint}`
  return new ServerError('BACKUP_RUNNING', message, { hint })
}
