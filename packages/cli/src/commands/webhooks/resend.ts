import type { ReferlyClient } from '@referly-kit/client'
import { connect, type ConnectionFlags } from '../../api/connection.js'
import type { Context } from '../../context.js'
import { CliError } from '../../errors.js'
import { writeRecord, type FormatFlags } from '../../terminal/records.js'
import { addConnectionOptions, addJsonOption } from '../options.js'
import type { ReferlyCommand } from '../referly-command.js'
import { readWebhook } from './find-webhook.js'
import { parseSince, sinceText } from './since.js'

/** Adds `webhooks resend`. */
export function addResend(webhooks: ReferlyCommand, context: Context): void {
  const command = webhooks
    .command('resend')
    .about(
      'Resend a delivery, or all that have failed',
      'IDs and bodies stay the same, so the receiver can recognize events it has already handled.',
    )
    .argument('[delivery]', 'ID of a delivery')
    .option('--endpoint <endpoint>', 'ID, URL, or description of an endpoint')
    .option('--since <time>', `Resend deliveries that have failed since ${sinceText}`)
    .examples([
      'referly webhooks resend 0197a3c0-5f00-7000-8000-00000000f001',
      'referly webhooks resend --endpoint orders --since 2026-11-28T10:00',
    ])
  addJsonOption(addConnectionOptions(command)).action(
    (id: string | undefined, flags: ResendFlags) => resend(id, flags, context),
  )
}

interface ResendFlags extends ConnectionFlags, FormatFlags {
  readonly endpoint?: string | undefined
  readonly since?: string | undefined
}

async function resend(id: string | undefined, flags: ResendFlags, context: Context): Promise<void> {
  const { endpoint, since } = flags
  if (id !== undefined && endpoint === undefined && since === undefined) {
    const { kit } = await connect(flags, context)
    const { signal, output } = context
    return writeRecord(await kit.webhooks.deliveries.resend(id, { signal }), flags, output)
  }
  if (id !== undefined || endpoint === undefined || since === undefined) {
    throw new CliError(
      'INVALID_USAGE',
      'Pass either the ID of a delivery, or both --endpoint and --since.',
    )
  }
  const start = parseSince(since)
  await resendFailed(await connect(flags, context), { endpoint, start, flags }, context)
}

interface FailedDeliveries {
  readonly endpoint: string
  readonly start: string
  readonly flags: ResendFlags
}

async function resendFailed(
  client: ReferlyClient,
  { endpoint, start, flags }: FailedDeliveries,
  { signal, output }: Context,
): Promise<void> {
  const { id, url } = await readWebhook(endpoint, { client, signal })
  const resent = await client.kit.webhooks.resend(id, start, { signal })
  if (flags.json === true) output.json({ resent })
  output.note(`Resending ${resent} ${resent === 1 ? 'delivery' : 'deliveries'} to ${url}.`)
}
