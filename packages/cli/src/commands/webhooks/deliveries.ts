import type { WebhookAttempt, WebhookDelivery } from '@referly-kit/types'
import { Option } from 'commander'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import {
  createCountColumn,
  writeList,
  type FormatFlags,
  type ListColumn,
} from '../../terminal/records.js'
import { toTimeText } from '../../terminal/times.js'
import { addConnectionOptions, addFormatOptions } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { parseEvent } from './events.js'
import { readWebhook } from './find-webhook.js'
import { parseSince, sinceText } from './since.js'

const states = ['pending', 'sending', 'succeeded', 'failed'] as const

/** Adds `webhooks deliveries`. */
export function addDeliveries(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('deliveries')
    .about(
      'List deliveries, newest first, or the attempts of one delivery',
      'Deliveries are kept for 30 days. With --json, a single delivery includes its payload and the headers and responses of its attempts.',
    )
    .argument('[delivery]', 'ID of a delivery, to list its attempts')
    .option(
      '--endpoint <endpoint>',
      'List deliveries to one endpoint, by its ID, URL, or description',
    )
    .addOption(new Option('--state <state>', 'List deliveries in one state').choices(states))
    .option('--event <name>', 'List deliveries of one type of event')
    .option('--since <time>', `List deliveries of events since ${sinceText}`)
    .examples([
      'referly webhooks deliveries --state failed',
      'referly webhooks deliveries 0197a3c0-5f00-7000-8000-00000000f001 --json',
    ])
  addFormatOptions(addConnectionOptions(command)).action(
    (id: string | undefined, flags: DeliveriesFlags) =>
      id === undefined ? listDeliveries(flags, context) : listAttempts(id, flags, context),
  )
}

interface DeliveriesFlags extends ConnectionFlags, FormatFlags {
  readonly endpoint?: string | undefined
  readonly state?: (typeof states)[number] | undefined
  readonly event?: string | undefined
  readonly since?: string | undefined
}

async function listDeliveries(flags: DeliveriesFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { endpoint, state, event, since, limit } = flags
  const names = event === undefined ? {} : { event: await parseEvent(event) }
  const times = since === undefined ? {} : { since: parseSince(since) }
  const client = await connect(flags, context)
  const owner =
    endpoint === undefined
      ? {}
      : { webhookId: (await readWebhook(endpoint, { client, signal })).id }
  // The choices of the option are the values of the API.
  const inState = state === undefined ? {} : { state: state.toUpperCase() as State }
  const query = { ...names, ...times, ...owner, ...inState, limit: 1000 }
  const found = client.kit.webhooks.deliveries.iterate(query, { signal })
  const { rows, isCut } = await readFirst(found, limit)
  await writeList(rows, deliveryColumns, { flags, output })
  if (isCut) output.note(`Showing the newest ${rows.length}. Raise --limit to see more.`)
}

type State = WebhookDelivery['state']

/** Reads rows up to a limit and no further, because a log can be long. */
async function readFirst<Row>(
  all: AsyncIterable<Row>,
  limit: number = Infinity,
): Promise<{ readonly rows: readonly Row[]; readonly isCut: boolean }> {
  const rows: Row[] = []
  for await (const row of all) {
    if (rows.length >= limit) return { rows, isCut: true }
    rows.push(row)
  }
  return { rows, isCut: false }
}

async function listAttempts(id: string, flags: DeliveriesFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { kit } = await connect(flags, context)
  const delivery = await kit.webhooks.deliveries.get(id, { signal })
  if (flags.json === true || flags.format === 'json') return output.json(delivery)
  await writeList(delivery.attempts, attemptColumns, { flags, output })
  const { event, url, state, nextAttemptAt } = delivery
  const next = nextAttemptAt === null ? '' : ` Next attempt: ${toTimeText(nextAttemptAt)}.`
  output.note(`${event} to ${url}: ${state.toLowerCase()}.${next}`)
}

interface Response {
  readonly status: number | null
  readonly error: string | null
}

/** The HTTP status of an attempt, or the reason why it has none. */
const response: ListColumn<Response> = {
  name: 'response',
  title: 'Response',
  ifNarrow: 'cut',
  cell: ({ status, error }) => String(status ?? error ?? ''),
}

const deliveryColumns: readonly ListColumn<WebhookDelivery>[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  {
    name: 'created_at',
    title: 'Created',
    cell: ({ createdAt }) => toTimeText(createdAt),
    csvCell: ({ createdAt }) => createdAt,
  },
  { name: 'event', title: 'Event', cell: ({ event }) => event },
  { name: 'url', title: 'URL', ifNarrow: 'cut', cell: ({ url }) => url },
  createCountColumn<WebhookDelivery>('attempts', 'Attempts', ({ attemptCount }) => attemptCount),
  response,
  {
    name: 'state',
    title: 'State',
    cell: ({ state }) => state.toLowerCase(),
    csvCell: ({ state }) => state,
  },
]

const attemptColumns: readonly ListColumn<WebhookAttempt>[] = [
  createCountColumn<WebhookAttempt>('attempt', 'Attempt', ({ attempt }) => attempt),
  {
    name: 'started_at',
    title: 'Started',
    cell: ({ startedAt }) => toTimeText(startedAt),
    csvCell: ({ startedAt }) => startedAt,
  },
  createCountColumn<WebhookAttempt>('duration_ms', 'Duration (ms)', (row) => row.durationMs),
  response,
  {
    name: 'response_body',
    title: 'Body',
    ifNarrow: 'cut',
    cell: ({ responseBody }) => responseBody ?? '',
  },
]
