import type { WebhookEventName } from '@referly-kit/types'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { addConnectionOptions, createWholeOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { eventsText, parseEvents } from './events.js'

/** Adds `webhooks listen`. */
export function addListen(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('listen')
    .about(
      'Print events as they happen, and forward them to a program on this machine',
      'For development. Needs no endpoint and no public URL. Forwarded events are signed with the printed secret.',
    )
    .option('--forward <url>', 'URL to send each event to')
    .option('--events <names>', `${eventsText} (default: all)`)
    .addOption(createWholeOption('--count <n>', 'Number of events to stop after', [1, 1e9]))
    .examples([
      'referly webhooks listen --forward http://localhost:3000/hook',
      'referly webhooks listen --events sale.*,coupon.updated --json',
    ])
  addConnectionOptions(command)
    .option('--json', 'Print each event as one JSON document')
    .action((flags: ListenFlags) => listenToEvents(flags, context))
}

interface ListenFlags extends ConnectionFlags {
  readonly forward?: string | undefined
  readonly events?: string | undefined
  readonly count?: number | undefined
  readonly json?: boolean | undefined
}

async function listenToEvents(flags: ListenFlags, context: Context): Promise<void> {
  const { signal, output } = context
  const { listen } = await import('./listener.js')
  const { parseReceiverUrl } = await import('./forward.js')
  const url = flags.forward === undefined ? undefined : parseReceiverUrl(flags.forward)
  const events = await readEvents(flags.events)
  const client = await connect(flags, context)
  await listen(client, { url, events, count: flags.count, isJson: flags.json === true }, context)
  if (signal.reason === 'SIGINT') throw new CliError('INTERRUPTED', 'Stopped listening.')
  output.note('Stopped listening.')
}

async function readEvents(text: string | undefined): Promise<readonly WebhookEventName[]> {
  if (text !== undefined) return parseEvents(text)
  return (await import('@referly-kit/client/webhooks')).webhookEventNames
}
