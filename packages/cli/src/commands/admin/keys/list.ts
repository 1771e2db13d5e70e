import type { ApiKeyState } from '@referly-kit/server'
import type { Context } from '../../../context.js'
import { type TableColumn, toTable } from '../../../terminal/table.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { type ProgramTarget, addProgramOptions, toTarget, useProgram } from '../target.js'

/** Adds `admin keys list`. */
export function addList(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('list')
    .about('List the API keys of a program (IDs only)')
    .examples(['referly admin keys list'])
  addProgramOptions(command).action(() => listKeys(toTarget(command, context), context))
}

async function listKeys(target: ProgramTarget, { output }: Context): Promise<void> {
  const keys = await useProgram(target, (admin, { id }) => admin.listApiKeys(id))
  if (target.json) return output.json(keys)
  for (const line of await toTable(columns, keys)) output.data(line)
}

const columns: readonly TableColumn<ApiKeyState>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'Created', cell: ({ createdAt }) => createdAt },
  { title: 'Revoked', cell: ({ revokedAt }) => revokedAt ?? '-' },
]
