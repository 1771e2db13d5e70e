import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption, createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { secretNote } from './create.js'
import { readWebhook, webhookText } from './find-webhook.js'

/** Adds `webhooks rotate`. */
export function addRotate(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('rotate')
    .about(
      'Rotate the secret of an endpoint',
      'Events are signed with both secrets for a while, which gives you time to update the receiver.',
    )
    .argument('<endpoint>', webhookText)
    .addOption(
      createWholeOption(
        '--overlap-hours <n>',
        'Number of hours to also sign events with the old secret (default: 24)',
        [0, 168],
      ),
    )
    .examples([
      'referly webhooks rotate orders',
      'referly webhooks rotate orders --overlap-hours 0',
    ])
  addJsonOption(addConnectionOptions(command)).action((endpoint: string, flags: RotateFlags) =>
    rotateSecret(endpoint, flags, context),
  )
}

interface RotateFlags extends ConnectionFlags, FormatFlags {
  readonly overlapHours?: number | undefined
}

async function rotateSecret(endpoint: string, flags: RotateFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { overlapHours } = flags
  const client = await connect(flags, context)
  const { id } = await readWebhook(endpoint, { client, signal })
  const rotation = overlapHours === undefined ? {} : { overlapHours }
  writeRecord(await client.kit.webhooks.rotate(id, rotation, { signal }), flags, output)
  output.note(secretNote)
}
