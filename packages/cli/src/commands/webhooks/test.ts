import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { parseEvent } from './events.js'
import { readWebhook, webhookText } from './find-webhook.js'

/** Adds `webhooks test`. */
export function addTest(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('test')
    .about('Send a test event to an endpoint', 'It is signed, retried, and logged like any other.')
    .argument('<endpoint>', webhookText)
    .option('--event <name>', 'Type of the event', 'sale.created')
    .examples([
      'referly webhooks test orders',
      'referly webhooks test orders --event coupon.updated',
    ])
  addJsonOption(addConnectionOptions(command)).action((endpoint: string, flags: TestFlags) =>
    sendTest(endpoint, flags, context),
  )
}

interface TestFlags extends ConnectionFlags, FormatFlags {
  readonly event: string
}

async function sendTest(endpoint: string, flags: TestFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const event = await parseEvent(flags.event)
  const client = await connect(flags, context)
  const { id } = await readWebhook(endpoint, { client, signal })
  const delivery = await client.kit.webhooks.test(id, event, { signal })
  writeRecord(delivery, flags, output)
  output.note(
    `To see the response: ${context.invocation.referly} webhooks deliveries ${delivery.id}`,
  )
}
