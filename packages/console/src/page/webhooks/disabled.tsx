import type { VNode } from 'preact'
import { useCollection } from '../records/collection.js'
import { webhooks } from '../records/collections.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'

/** A notice for each endpoint that the server has disabled because of its failures. */
export function DisabledWebhooks(): VNode | null {
  const { rows } = useCollection(webhooks)
  const stopped = rows.filter(({ disabledReason }) => disabledReason === 'FAILING')
  if (stopped.length === 0) return null
  return (
    <div class="warnings">
      {stopped.map(({ id, description }) => (
        <p key={id} class="warning">
          {texts.webhooks.stopped(description)}{' '}
          <a href={toHref(['webhooks', id])}>{texts.webhooks.check}</a>
        </p>
      ))}
    </div>
  )
}
