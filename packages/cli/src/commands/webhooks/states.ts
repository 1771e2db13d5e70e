import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { readWebhook, webhookText } from './find-webhook.js'

/** Adds `webhooks disable`. */
export function addDisable(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('disable')
    .about(
      'Stop sending events to an endpoint',
      'Events that occur while it is disabled are never sent to it.',
    )
    .examples(['referly webhooks disable orders'])
  addState(command, false, context)
}

/** Adds `webhooks enable`. */
export function addEnable(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('enable')
    .about('Send events to an endpoint again')
    .examples(['referly webhooks enable orders'])
  addState(command, true, context)
}

function addState(command: ReferlyCommand, enabled: boolean, context: Context): void {
  addJsonOption(addConnectionOptions(command.argument('<endpoint>', webhookText))).action(
    async (endpoint: string, flags: ConnectionFlags & FormatFlags) => {
      const { signal, output } = context
      const client = await connect(flags, context)
      const { id } = await readWebhook(endpoint, { client, signal })
      writeRecord(await client.kit.webhooks.update(id, { enabled }, { signal }), flags, output)
    },
  )
}
