import type { ApiKeyState } from '@referly-kit/server'
import type { Context } from '../../../context.js'
import { writeTable } from '../../../terminal/records.js'
import type { TableColumn } from '../../../terminal/table.js'
import { toTimeText } from '../../../terminal/times.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addProgramOptions, toTarget, useProgram, type ProgramTarget } from '../target.js'

/** Adds `admin keys list`. */
export function addList(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('list')
    .about('List the API keys and console sessions of a program (IDs only)')
    .examples(['referly admin keys list'])
  addProgramOptions(command).action(() => listKeys(toTarget(command, context), context))
}

async function listKeys(target: ProgramTarget, { output }: Context): Promise<void> {
  const keys = await useProgram(target, (admin, { id }) => admin.listApiKeys(id))
  if (target.json) return output.json(keys)
  await writeTable(columns, keys, output)
}

function createTimeColumn(
  title: string,
  of: (key: ApiKeyState) => string | null,
): TableColumn<ApiKeyState> {
  return {
    title,
    cell: (key) => {
      const time = of(key)
      return time === null ? '-' : toTimeText(time)
    },
  }
}

const columns: readonly TableColumn<ApiKeyState>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'Name', ifNarrow: 'cut', cell: ({ label }) => label ?? '-' },
  { title: 'Kind', cell: ({ kind }) => (kind === 'key' ? 'API key' : 'Console session') },
  { title: 'Key', cell: ({ prefix }) => (prefix === null ? '-' : `${prefix}...`) },
  createTimeColumn('Created', ({ createdAt }) => createdAt),
  createTimeColumn('Last used', ({ lastUsedAt }) => lastUsedAt),
  createTimeColumn('Expires', ({ expiresAt }) => expiresAt),
  createTimeColumn('Revoked', ({ revokedAt }) => revokedAt),
]
