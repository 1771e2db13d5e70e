import { webhookEventNames } from '@referly-kit/client/webhooks'
import type { NewWebhook, Webhook, WebhookUpdate } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import type { FieldDefinition, FieldValues } from '../forms/field.js'
import { Form } from '../forms/form.js'
import { toChangedInput, toNewInput, type InputValues } from '../forms/input.js'
import { newWebhookRules, webhookUpdateRules } from '../forms/rules.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { keepSecret } from './secret.js'

const { fields: labels } = texts.webhooks
const back = { href: toHref(['webhooks']), title: texts.webhooks.title }

function toFields(rules: typeof newWebhookRules): readonly FieldDefinition[] {
  return [
    { name: 'url', label: labels.url, help: labels.urlHelp, rule: rules['url'], isRequired: true },
    {
      name: 'description',
      label: labels.description,
      help: labels.descriptionHelp,
      rule: rules['description'],
    },
    {
      name: 'events',
      label: labels.events,
      kind: 'many',
      options: webhookEventNames.map((value) => ({ value, title: value })),
      rule: { type: 'string', isRequired: true },
    },
    { name: 'maxPerSecond', label: labels.maxPerSecond, rule: rules['maxPerSecond'] },
    { name: 'concurrency', label: labels.concurrency, rule: rules['concurrency'] },
  ]
}

const newFields = toFields(newWebhookRules)
const editFields = toFields(webhookUpdateRules).map((field): FieldDefinition => {
  const isLimit = field.name === 'maxPerSecond' || field.name === 'concurrency'
  return isLimit ? { ...field, isRequired: true } : field
})

/** Returns the input for the API, with a list of events in place of their text. */
function toInput({ events, ...others }: InputValues): object {
  return events === undefined ? others : { ...others, events: String(events).split(',') }
}

/** The form for a new endpoint. */
export function WebhookForm(): VNode {
  return (
    <>
      <Heading title={texts.webhooks.create} back={back} />
      <Form
        fields={newFields}
        initial={{}}
        submit={texts.webhooks.create}
        cancelHref={back.href}
        onSubmit={async (values) => {
          // The boundary: the fields of the form are those of the contract.
          const input = toInput(toNewInput(newFields, values)) as NewWebhook
          const { secret, id, description } = await referly.kit.webhooks.create(input)
          announceChange()
          keepSecret(id, secret)
          notify(texts.webhooks.created(description))
          navigate(toHref(['webhooks', id]))
        }}
      />
    </>
  )
}

/** The form for changes to an endpoint. */
export function WebhookEditForm({ webhook }: { readonly webhook: Webhook }): VNode {
  const { id, description } = webhook
  const href = toHref(['webhooks', id])
  const initial = toValues(webhook)
  return (
    <>
      <Heading title={texts.webhooks.edit(description)} back={{ href, title: description }} />
      <Form
        fields={editFields}
        initial={initial}
        submit={texts.form.save}
        cancelHref={href}
        onSubmit={async (values) => {
          const changes = toInput(toChangedInput(editFields, values, initial)) as WebhookUpdate
          if (Object.keys(changes).length > 0) {
            await referly.kit.webhooks.update(id, changes)
            announceChange()
          }
          notify(texts.webhooks.saved(description))
          navigate(href)
        }}
      />
    </>
  )
}

function toValues(webhook: Webhook): FieldValues {
  return {
    url: webhook.url,
    description: webhook.description,
    events: webhookEventNames.filter((name) => webhook.events.includes(name)).join(','),
    maxPerSecond: String(webhook.maxPerSecond),
    concurrency: String(webhook.concurrency),
  }
}
