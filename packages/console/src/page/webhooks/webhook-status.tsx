import type { Webhook } from '@referly-kit/types'
import type { VNode } from 'preact'
import { Badge, type BadgeProps } from '../layout/heading.js'
import { texts } from '../texts.js'

type Status = keyof typeof texts.webhooks.status

/** Returns the state of an endpoint, with its failures. */
function toStatus({ state, disabledReason, failingSince }: Webhook): Status {
  if (disabledReason === 'FAILING') return 'stopped'
  if (state === 'DISABLED') return 'disabled'
  return failingSince === null ? 'enabled' : 'trouble'
}

const tones: Readonly<Record<Status, BadgeProps['tone']>> = {
  enabled: 'good',
  trouble: 'fair',
  disabled: 'muted',
  stopped: 'bad',
}

/** The state of an endpoint in color and words. */
export function WebhookBadge({ webhook }: { readonly webhook: Webhook }): VNode {
  const status = toStatus(webhook)
  return <Badge tone={tones[status]}>{texts.webhooks.status[status]}</Badge>
}
