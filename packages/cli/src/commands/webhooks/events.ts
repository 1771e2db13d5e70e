import type { WebhookEventName } from '@referly-kit/types'
import { CliError } from '../../errors.js'

/** The help of `--events`. */
export const eventsText = 'Types of events, separated by commas, such as sale.created,coupon.*'

/**
 * Parses the names of events. `sale.*` is every event of sales.
 *
 * @throws CliError `INVALID_USAGE`
 *
 * @example
 * await parseEvents('sale.created,payout.*') //=> ['sale.created', 'payout.created', 'payout.paid']
 */
export async function parseEvents(text: string): Promise<readonly WebhookEventName[]> {
  const { webhookEventNames } = await import('@referly-kit/client/webhooks')
  const found = text.split(',').flatMap((word) => {
    const wanted = word.trim()
    const names = webhookEventNames.filter((name) =>
      wanted.endsWith('.*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted,
    )
    if (names.length > 0) return names
    throw new CliError('INVALID_USAGE', {
      field: '--events',
      expected: `one or more of ${webhookEventNames.join(', ')}`,
      received: wanted === '' ? 'empty' : wanted,
    })
  })
  return [...new Set(found)]
}

/** Parses the name of one event. */
export async function parseEvent(text: string): Promise<WebhookEventName> {
  const { webhookEventNames } = await import('@referly-kit/client/webhooks')
  const name = webhookEventNames.find((each) => each === text.trim())
  if (name !== undefined) return name
  throw new CliError('INVALID_USAGE', {
    field: '--event',
    expected: `one of ${webhookEventNames.join(', ')}`,
    received: text,
  })
}
