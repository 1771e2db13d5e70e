import type { VerifiedWebhook } from '@referly-kit/client/webhooks'
import { once, removeCopy, saveCopy } from './database.js'
import { sendMail } from './mail.js'

/** Handles an event. The same event may arrive twice, and events may arrive in any order. */
export async function handleEvent(event: VerifiedWebhook): Promise<void> {
  switch (event.event) {
    // A message to a person must not be sent twice.
    case 'sale.created': {
      const { name, commissionEarned } = event.body
      await once(event.id, () => sendMail(`New sale to ${name}. Commission: ${commissionEarned}`))
      break
    }
    // For a copy of the records, keep the newest version, and let a deletion win over every version.
    case 'promocode.created':
    case 'promocode.updated':
      await saveCopy(event.body.id, event.body)
      break
    case 'promocode.deleted':
      await removeCopy(event.body.id)
      break
    default:
      // Also respond with 2xx to events you do not need. Otherwise they are sent again.
      break
  }
}
