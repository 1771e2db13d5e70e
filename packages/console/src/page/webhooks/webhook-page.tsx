import type { Webhook } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toNumberText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { Missing } from '../records/missing.js'
import { useRecord } from '../records/record.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { Deliveries } from './deliveries.js'
import { keepSecret, NewSecret } from './secret.js'
import { WebhookEditForm } from './webhook-form.js'
import { WebhookBadge } from './webhook-status.js'

const back = { href: toHref(['webhooks']), title: texts.webhooks.title }

/** Properties of the page of an endpoint. */
export interface WebhookPageProps {
  readonly id: string
  readonly isEditing: boolean
}

/** The page of an endpoint, with the log of its deliveries. */
export function WebhookPage({ id, isEditing }: WebhookPageProps): VNode {
  const { record: webhook, ...reading } = useRecord(id, () => referly.kit.webhooks.get(id))
  const [confirmation, setConfirmation] = useState<Confirmation>()
  if (webhook === undefined) return <Missing {...reading} back={back} />
  if (isEditing) return <WebhookEditForm webhook={webhook} />
  const ask = (toConfirmation: (webhook: Webhook) => Confirmation) => (): void =>
    setConfirmation(toConfirmation(webhook))
  const isEnabled = webhook.state === 'ENABLED'
  return (
    <>
      <Heading title={webhook.description} back={back} badge={<WebhookBadge webhook={webhook} />}>
        <a class="button" href={toHref(['webhooks', id], { edit: '1' })}>
          {texts.record.edit}
        </a>
        <button type="button" class="button" onClick={ask(toRotation)}>
          {texts.webhooks.rotate}
        </button>
        <button
          type="button"
          class="button"
          onClick={isEnabled ? ask(toDisabling) : () => void setEnabled(webhook, true)}
        >
          {isEnabled ? texts.webhooks.disable : texts.webhooks.enable}
        </button>
        <button type="button" class="button" onClick={ask(toDeletion)}>
          {texts.webhooks.delete}
        </button>
      </Heading>
      {webhook.disabledReason === 'FAILING' && (
        <p class="warning">{texts.webhooks.stopped(webhook.description)}</p>
      )}
      <NewSecret webhookId={id} />
      <Facts facts={toFacts(webhook)} />
      <Deliveries key={id} webhook={webhook} onAsk={setConfirmation} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function toFacts(webhook: Webhook): readonly Fact[] {
  const { columns, fields } = texts.webhooks
  const { failingSince, previousSecretUntil } = webhook
  const facts: (Fact | undefined)[] = [
    [columns.url, webhook.url, 'wide'],
    [columns.events, webhook.events.join(', ')],
    [columns.pending, toNumberText(webhook.pending)],
    [columns.failed, toNumberText(webhook.failed)],
    failingSince === null ? undefined : [texts.webhooks.failingSince, toTimeText(failingSince)],
    previousSecretUntil === null
      ? undefined
      : [texts.webhooks.previousSecret, toTimeText(previousSecretUntil)],
    [fields.maxPerSecond, toNumberText(webhook.maxPerSecond)],
    [fields.concurrency, toNumberText(webhook.concurrency)],
    [texts.record.created, toTimeText(webhook.createdAt)],
    [texts.record.id, <code key="id">{webhook.id}</code>],
  ]
  return facts.filter((fact): fact is Fact => fact !== undefined)
}

async function setEnabled({ id, description }: Webhook, enabled: boolean): Promise<void> {
  await referly.kit.webhooks.update(id, { enabled })
  announceChange()
  notify(enabled ? texts.webhooks.enabled(description) : texts.webhooks.disabled(description))
}

function toDisabling(webhook: Webhook): Confirmation {
  return {
    title: texts.webhooks.disableTitle(webhook.description),
    lead: texts.webhooks.disableLead,
    action: texts.webhooks.disable,
    isDangerous: true,
    run: () => setEnabled(webhook, false),
  }
}

function toRotation({ id, description }: Webhook): Confirmation {
  return {
    title: texts.webhooks.rotateTitle(description),
    lead: texts.webhooks.rotateLead,
    action: texts.webhooks.rotate,
    async run() {
      const { secret } = await referly.kit.webhooks.rotate(id)
      announceChange()
      keepSecret(id, secret)
    },
  }
}

function toDeletion({ id, description }: Webhook): Confirmation {
  return {
    title: texts.webhooks.deleteTitle(description),
    lead: texts.webhooks.deleteLead,
    action: texts.webhooks.delete,
    isDangerous: true,
    async run() {
      await referly.kit.webhooks.delete(id)
      navigate(back.href)
      announceChange()
      notify(texts.webhooks.deleted(description))
    },
  }
}
