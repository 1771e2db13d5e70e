import type { ApiKey } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeList, type FormatFlags, type ListColumn } from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { readRows } from '../kit-lists.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'

/** Adds `keys list`. */
export function addList(keys: ReferlyCommand, context: Context): void {
  const command = keys
    .command('list')
    .about('List the valid API keys of the program')
    .option('--sessions', 'List the sessions of the console instead')
    .option('--ended', 'List revoked keys instead (with --sessions: ended sessions)')
    .examples(['referly keys list', 'referly keys list --sessions'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listKeys(flags, context),
  )
}

interface ListFlags extends ConnectionFlags, FormatFlags {
  readonly sessions?: boolean | undefined
  readonly ended?: boolean | undefined
}

async function listKeys(flags: ListFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const query = {
    kind: flags.sessions ? 'SESSION' : 'KEY',
    state: flags.ended ? 'ENDED' : 'ACTIVE',
    limit: 1000,
  } as const
  const keys = await readRows(kit.keys.iterate(query, { signal }))
  await writeList(keys, columns, { flags, output })
}

function createTimeColumn(
  name: string,
  title: string,
  of: (key: ApiKey) => string | null,
): ListColumn<ApiKey> {
  const toText = (time: string | null): string => (time === null ? '-' : toTimeText(time))
  return { name, title, cell: (key) => toText(of(key)), csvCell: (key) => of(key) ?? '' }
}

const columns: readonly ListColumn<ApiKey>[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  {
    name: 'label',
    title: 'Name',
    ifNarrow: 'cut',
    cell: ({ label, isCurrent }) => `${label ?? '-'}${isCurrent ? ' (in use)' : ''}`,
    csvCell: ({ label }) => label ?? '',
  },
  {
    name: 'prefix',
    title: 'Key',
    cell: ({ prefix }) => (prefix === null ? '-' : `${prefix}...`),
    csvCell: ({ prefix }) => prefix ?? '',
  },
  createTimeColumn('created_at', 'Created', ({ createdAt }) => createdAt),
  createTimeColumn('last_used_at', 'Last used', ({ lastUsedAt }) => lastUsedAt),
]
