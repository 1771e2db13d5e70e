import { connect } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { addDeletionOptions, deleteRecord, type DeletionFlags } from '../deletion.js'
import type { ReferlyCommand } from '../referly-command.js'
import { readWebhook, webhookText } from './find-webhook.js'

/** Adds `webhooks delete`. */
export function addDelete(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('delete')
    .about('Delete an endpoint', 'Also deletes its secret and its deliveries.')
    .argument('<endpoint>', webhookText)
    .examples(['referly webhooks delete orders', 'referly webhooks delete orders --yes'])
  addDeletionOptions(command).action((endpoint: string, flags: DeletionFlags) =>
    deleteWebhook(endpoint, flags, context),
  )
}

async function deleteWebhook(
  endpoint: string,
  flags: DeletionFlags,
  context: Context,
): Promise<void> {
  const { signal } = context
  const client = await connect(flags, context)
  const { id, url, pending } = await readWebhook(endpoint, { client, signal })
  const verb = pending === 1 ? 'is' : 'are'
  const waiting = pending === 0 ? '' : ` ${pending} of them ${verb} still pending.`
  const deletion = {
    id,
    record: `the endpoint ${url}`,
    consequence: `This deletes the endpoint ${url}, its secret, and its deliveries.${waiting}`,
    remove: () => client.kit.webhooks.delete(id, { signal }),
  }
  await deleteRecord(deletion, flags, context)
}
