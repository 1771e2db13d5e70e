import type { Webhook } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  createCountColumn,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { readWebhooks } from './find-webhook.js'

/** Adds `webhooks list`. */
export function addList(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('list')
    .about('List the endpoints that events are sent to')
    .examples(['referly webhooks list', 'referly webhooks list --json'])
  addFormatOptions(addConnectionOptions(command)).action((flags: ListFlags) =>
    listWebhooks(flags, context),
  )
}

type ListFlags = ConnectionFlags & FormatFlags

async function listWebhooks(flags: ListFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const client = await connect(flags, context)
  await writeList(await readWebhooks(client, signal), columns, { flags, output })
}

const columns: readonly ListColumn<Webhook>[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  { name: 'description', title: 'Description', ifNarrow: 'cut', cell: (row) => row.description },
  { name: 'url', title: 'URL', ifNarrow: 'cut', cell: ({ url }) => url },
  {
    name: 'events',
    title: 'Events',
    align: 'right',
    cell: ({ events }) => String(events.length),
    csvCell: ({ events }) => events.join(' '),
  },
  createCountColumn<Webhook>('pending', 'Pending', ({ pending }) => pending),
  createCountColumn<Webhook>('failed', 'Failed', ({ failed }) => failed),
  { name: 'state', title: 'State', cell: toStateText, csvCell: ({ state }) => state },
]

function toStateText({ state, disabledReason, failingSince }: Webhook): string {
  if (disabledReason === 'FAILING') return 'disabled after failures'
  if (state === 'ENABLED' && failingSince !== null) return 'failing'
  return state.toLowerCase()
}
