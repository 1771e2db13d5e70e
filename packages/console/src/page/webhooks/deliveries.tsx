import { webhookEventNames } from '@referly-kit/client/webhooks'
import type { Webhook, WebhookDelivery, WebhookEventName } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toNumberText, toTimeText } from '../format.js'
import type { Confirmation } from '../layout/confirm.js'
import { Badge, type BadgeProps } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { usePages } from '../lists/pages.js'
import { FilterSelect } from '../money/filter-select.js'
import { NoMatches } from '../money/no-matches.js'
import { toProblem } from '../problems.js'
import { announceChange } from '../records/changes.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'

const { columns: titles, status } = texts.webhooks.deliveries

const tones: Readonly<Record<WebhookDelivery['state'], BadgeProps['tone']>> = {
  PENDING: 'muted',
  SENDING: 'muted',
  SUCCEEDED: 'good',
  FAILED: 'bad',
}

const states = Object.keys(tones) as WebhookDelivery['state'][]

/** The state of a delivery in color and words. */
export function DeliveryBadge({ delivery }: { readonly delivery: WebhookDelivery }): VNode {
  return <Badge tone={tones[delivery.state]}>{status[delivery.state]}</Badge>
}

const columns: readonly PagedColumn<WebhookDelivery>[] = [
  {
    key: 'event',
    title: titles.event,
    cell: ({ event }) => event,
    isEssential: true,
    width: 'minmax(0, 1.4fr)',
  },
  {
    key: 'created',
    title: titles.created,
    cell: ({ createdAt }) => toTimeText(createdAt),
    width: 'minmax(0, 1.3fr)',
  },
  {
    key: 'attempts',
    title: titles.attempts,
    cell: ({ attemptCount }) => toNumberText(attemptCount),
    isNumber: true,
    width: 'minmax(0, 0.6fr)',
  },
  {
    key: 'response',
    title: titles.response,
    cell: (row) => toResponseText(row),
    width: 'minmax(0, 1.6fr)',
  },
  {
    key: 'status',
    title: titles.status,
    cell: (row) => <DeliveryBadge delivery={row} />,
    isEssential: true,
    width: 'minmax(6rem, 0.8fr)',
  },
]

/** Returns the HTTP status of a response, or the failure of an attempt without one. */
export function toResponseText({
  status: code,
  error,
}: Pick<WebhookDelivery, 'status' | 'error'>): string {
  return String(code ?? error ?? texts.webhooks.deliveries.none)
}

/** Properties of the log of an endpoint. */
export interface DeliveriesProps {
  readonly webhook: Webhook
  /** Asks the operator to confirm a step. */
  readonly onAsk: (confirmation: Confirmation) => void
}

/** The log of an endpoint, and the buttons to send something to it. */
export function Deliveries({ webhook, onAsk }: DeliveriesProps): VNode {
  const [version, setVersion] = useState(0)
  const refresh = (): void => {
    setVersion((before) => before + 1)
    announceChange()
  }
  const labels = texts.webhooks.deliveries
  const isEnabled = webhook.state === 'ENABLED'
  return (
    <section class="related">
      <div class="heading-row">
        <h2>{labels.title}</h2>
        <div class="actions">
          <button type="button" class="button" onClick={refresh}>
            {labels.refresh}
          </button>
          {isEnabled && (
            <button
              type="button"
              class="button"
              onClick={() => onAsk(toResending(webhook, refresh))}
            >
              {labels.resendFailed}
            </button>
          )}
        </div>
      </div>
      {isEnabled && <TestForm webhook={webhook} onSent={refresh} />}
      <Log webhookId={webhook.id} version={version} />
    </section>
  )
}

interface LogProps {
  readonly webhookId: string
  /** A new version reloads the log. */
  readonly version: number
}

function Log({ webhookId, version }: LogProps): VNode {
  const { path, query } = useRoute()
  const state = states.find((each) => each === query.get('state'))
  const pages = usePages<WebhookDelivery>(`${webhookId} ${state} ${version}`, (page) =>
    referly.kit.webhooks.deliveries.list({ ...page, webhookId, ...(state && { state }) }),
  )
  const labels = texts.webhooks.deliveries
  return (
    <>
      <div class="tools">
        <FilterSelect name="state" title={labels.filterStatus} value={state} options={status} />
      </div>
      <PagedTable
        label={labels.title}
        columns={columns}
        pages={pages}
        toKey={({ id }) => id}
        toHref={({ id }) => toHref(['webhooks', webhookId, 'deliveries', id])}
        empty={
          state === undefined ? (
            <Empty title={labels.emptyTitle} lead={labels.emptyLead} />
          ) : (
            <NoMatches href={toHref(path)} />
          )
        }
      />
    </>
  )
}

interface TestFormProps {
  readonly webhook: Webhook
  readonly onSent: () => void
}

function TestForm({ webhook, onSent }: TestFormProps): VNode {
  const [event, setEvent] = useState<WebhookEventName>(webhook.events[0] ?? 'sale.created')
  const send = async (): Promise<void> => {
    try {
      await referly.kit.webhooks.test(webhook.id, event)
      onSent()
      notify(texts.webhooks.tested(event))
    } catch (error) {
      notify(toProblem(error).message)
    }
  }
  return (
    <div class="tools">
      <select
        class="filter"
        aria-label={texts.webhooks.testEvent}
        value={event}
        onChange={({ currentTarget }) => setEvent(currentTarget.value as WebhookEventName)}
      >
        {webhookEventNames.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" class="button" onClick={() => void send()}>
        {texts.webhooks.test}
      </button>
    </div>
  )
}

const logDays = 30

function toResending(webhook: Webhook, onDone: () => void): Confirmation {
  const labels = texts.webhooks.deliveries
  return {
    title: labels.resendTitle,
    lead: labels.resendLead(webhook.description),
    action: labels.resendFailed,
    async run() {
      const since = new Date(Date.now() - logDays * 86_400_000).toISOString()
      notify(labels.resendCount(await referly.kit.webhooks.resend(webhook.id, since)))
      onDone()
    },
  }
}
