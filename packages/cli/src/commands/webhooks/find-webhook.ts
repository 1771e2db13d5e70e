import type { ReferlyClient } from '@referly-kit/client'
import type { Webhook } from '@referly-kit/types'
import type { RecordLookup } from '../../api/find-record.js'
import { CliError } from '../../errors.js'
import { readRows } from '../kit-lists.js'

/** The help of the argument that names an endpoint. */
export const webhookText = 'ID, URL, or description of the endpoint'

/** Reads every endpoint. */
export function readWebhooks(
  { kit }: ReferlyClient,
  signal: AbortSignal,
): Promise<readonly Webhook[]> {
  return readRows(kit.webhooks.iterate({ limit: 1000 }, { signal }))
}

/**
 * Reads the one endpoint with an ID, a URL, or a description.
 *
 * @throws CliError `NOT_FOUND` for none, and `INVALID_USAGE` for several
 */
export async function readWebhook(
  reference: string,
  { client, signal }: RecordLookup,
): Promise<Webhook> {
  const wanted = reference.trim()
  const webhooks = await readWebhooks(client, signal)
  const found = webhooks.filter(({ id, url, description }) =>
    [id, url, description].includes(wanted),
  )
  const [webhook] = found
  if (webhook === undefined) {
    throw new CliError(
      'NOT_FOUND',
      `No endpoint with the ID, URL, or description ${wanted}. To list them: referly webhooks list`,
    )
  }
  if (found.length === 1) return webhook
  throw new CliError(
    'INVALID_USAGE',
    `${found.length} endpoints are named ${wanted}. Use an ID: ${found.map(({ id }) => id).join(', ')}`,
  )
}
