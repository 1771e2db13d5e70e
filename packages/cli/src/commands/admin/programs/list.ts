import type { Program } from '@referly-kit/server'
import type { Context } from '../../../context.js'
import { useAdmin } from '../../../server/local-server.js'
import { writeTable } from '../../../terminal/records.js'
import type { TableColumn } from '../../../terminal/table.js'
import type { ReferlyCommand } from '../../referly-command.js'
import { addTargetOptions, toTarget, type DatabaseTarget } from '../target.js'

/** Adds `admin programs list`. */
export function addList(programs: ReferlyCommand, context: Context): void {
  const command = programs
    .command('list')
    .about('List all programs')
    .examples(['referly admin programs list', 'referly admin programs list --json'])
  addTargetOptions(command).action(() => listPrograms(toTarget(command, context), context))
}

async function listPrograms(
  { database, json }: DatabaseTarget,
  { output }: Context,
): Promise<void> {
  const programs = await useAdmin(database, (admin) => admin.listPrograms())
  if (json) return output.json(programs)
  await writeTable(columns, programs, output)
}

const columns: readonly TableColumn<Program>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'Name', ifNarrow: 'cut', cell: ({ name }) => name },
  { title: 'Currency', cell: ({ currency }) => currency },
  { title: 'Commission', align: 'right', cell: ({ commissionRate }) => `${commissionRate}%` },
  { title: 'Deductions', cell: toDeductions },
]

function toDeductions({ deductTax, deductShipping }: Program): string {
  const parts = [...(deductTax ? ['tax'] : []), ...(deductShipping ? ['shipping'] : [])]
  return parts.length === 0 ? '-' : parts.join(', ')
}
