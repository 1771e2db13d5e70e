import {
  isWebhookVerificationError,
  verifyWebhook,
  type WebhookHeaders,
} from '@referly-kit/client/webhooks'
import { handleEvent } from './handle-event.js'

/**
 * Verifies a webhook, handles its event, and returns the status to respond with.
 *
 * Throws if handling fails. Your framework then responds with 500, and the event is sent again later.
 */
export async function receiveWebhook(
  rawBody: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | readonly string[] = process.env['REFERLY_WEBHOOK_SECRET'] ?? '',
): Promise<number> {
  try {
    await handleEvent(await verifyWebhook(rawBody, headers, secret))
    return 204
  } catch (error) {
    if (!isWebhookVerificationError(error)) throw error
    console.warn(error.message)
    return 400
  }
}
