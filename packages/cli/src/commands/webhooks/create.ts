import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { eventsText, parseEvents } from './events.js'
import { addLimitOptions, toLimits, type LimitFlags } from './limits.js'

/** The note after a secret. */
export const secretNote = 'The secret is shown only once. Store it where the receiver can read it.'

/** Adds `webhooks create`. */
export function addCreate(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('create')
    .about(
      'Create an endpoint that events are sent to',
      'Prints its secret, which the receiver needs to verify events.',
    )
    .argument('<url>', 'Public https URL that events are sent to')
    .requiredOption('--events <names>', `${eventsText} (required)`)
    .option(
      '--description <text>',
      'Name to recognize the endpoint by (default: the last part of the URL)',
    )
    .examples([
      'referly webhooks create https://example.com/hook --events sale.created,coupon.*',
      'referly webhooks create https://example.com/hook --events sale.* --max-per-second 10',
    ])
  addJsonOption(addConnectionOptions(addLimitOptions(command))).action(
    (url: string, flags: CreateFlags) => createWebhook(url, flags, context),
  )
}

interface CreateFlags extends ConnectionFlags, FormatFlags, LimitFlags {
  readonly events: string
  readonly description?: string | undefined
}

async function createWebhook(url: string, flags: CreateFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { description } = flags
  const events = [...(await parseEvents(flags.events))]
  const { kit } = await connect(flags, context)
  const webhook = await kit.webhooks.create(
    { url, events, ...(description === undefined ? {} : { description }), ...toLimits(flags) },
    { signal },
  )
  writeRecord(webhook, flags, output)
  output.note(secretNote)
}
