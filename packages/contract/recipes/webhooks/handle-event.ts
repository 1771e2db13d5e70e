import type { VerifiedWebhook } from '@referly-kit/client/webhooks'
import { once, removeCopy, saveCopy } from './database.js'
import { sendMail } from './mail.js'

/** Handles an event. The same event may arrive twice, and events may arrive in any order. */
export async function handleEvent(event: VerifiedWebhook): Promise<void> {
  switch (event.event) {
    // A message to a person must not be sent twice.
    case 'sale.created': {
      const { name, commissionEarned } = event.body
      await once(event.id, () => sendMail(`${name} has bought. Commission: ${commissionEarned}`))
      break
    }
    // A copy of the records is correct when the newest version wins, and a deletion wins over every version.
    case 'promocode.created':
    case 'promocode.updated':
      await saveCopy(event.body.id, event.body)
      break
    case 'promocode.deleted':
      await removeCopy(event.body.id)
      break
    default:
      // Answer events that you do not need with a 2xx, too. They would be sent again otherwise.
      break
  }
}
