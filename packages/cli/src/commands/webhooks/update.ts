import type { WebhookUpdate } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { toChanges } from '../changes.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { eventsText, parseEvents } from './events.js'
import { readWebhook, webhookText } from './find-webhook.js'
import { addLimitOptions, toLimits, type LimitFlags } from './limits.js'

/** Adds `webhooks update`. */
export function addUpdate(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('update')
    .about(
      'Update an endpoint',
      'Settings that you leave out stay unchanged. Pending deliveries keep their URL.',
    )
    .argument('<endpoint>', webhookText)
    .option('--url <url>', 'Public https URL that events are sent to')
    .option('--events <names>', eventsText)
    .option('--description <text>', 'Name to recognize the endpoint by')
    .examples([
      'referly webhooks update orders --events sale.*',
      'referly webhooks update orders --url https://example.com/new-hook',
    ])
  addJsonOption(addConnectionOptions(addLimitOptions(command))).action(
    (endpoint: string, flags: UpdateFlags) => updateWebhook(endpoint, flags, context),
  )
}

interface UpdateFlags extends ConnectionFlags, FormatFlags, LimitFlags {
  readonly url?: string | undefined
  readonly events?: string | undefined
  readonly description?: string | undefined
}

async function updateWebhook(
  endpoint: string,
  flags: UpdateFlags,
  context: Context,
): Promise<void> {
  const { signal, output } = context
  const { url, description } = flags
  const events = flags.events === undefined ? undefined : [...(await parseEvents(flags.events))]
  const changes = toChanges({ url, events, description, ...toLimits(flags) })
  const client = await connect(flags, context)
  const { id } = await readWebhook(endpoint, { client, signal })
  // `toChanges` has removed the flags that were not given.
  const given = changes as WebhookUpdate
  writeRecord(await client.kit.webhooks.update(id, given, { signal }), flags, output)
}
