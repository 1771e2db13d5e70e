import type { Webhook } from '@referly-kit/types'
import type { VNode } from 'preact'
import { toDateText, toNumberText } from '../format.js'
import { Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { PagedTable, type PagedColumn } from '../lists/paged-table.js'
import { useCollection } from '../records/collection.js'
import { webhooks } from '../records/collections.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { DeliveryPage } from './delivery-page.js'
import { DisabledWebhooks } from './disabled.js'
import { WebhookForm } from './webhook-form.js'
import { WebhookPage } from './webhook-page.js'
import { WebhookBadge } from './webhook-status.js'

const { columns: titles } = texts.webhooks

const columns: readonly PagedColumn<Webhook>[] = [
  {
    key: 'name',
    title: titles.name,
    cell: ({ description }) => description,
    isEssential: true,
    width: 'minmax(0, 1.2fr)',
  },
  { key: 'url', title: titles.url, cell: ({ url }) => url, width: 'minmax(0, 2.4fr)' },
  {
    key: 'events',
    title: titles.events,
    cell: ({ events }) => toNumberText(events.length),
    isNumber: true,
    width: 'minmax(0, 0.6fr)',
  },
  {
    key: 'pending',
    title: titles.pending,
    cell: ({ pending }) => toNumberText(pending),
    isNumber: true,
    isEssential: true,
    width: 'minmax(0, 0.7fr)',
  },
  {
    key: 'failed',
    title: titles.failed,
    cell: ({ failed }) => toNumberText(failed),
    isNumber: true,
    isEssential: true,
    width: 'minmax(0, 0.6fr)',
  },
  {
    key: 'status',
    title: titles.status,
    cell: (row) => <WebhookBadge webhook={row} />,
    isEssential: true,
    width: 'minmax(6.5rem, 1fr)',
  },
  {
    key: 'created',
    title: titles.created,
    cell: ({ createdAt }) => toDateText(createdAt),
    width: 'minmax(0, 0.8fr)',
  },
]

/** The pages of endpoints and their deliveries. */
export function Webhooks(): VNode {
  const { path, query } = useRoute()
  const [, id, , deliveryId] = path
  if (id === undefined) return <WebhookList />
  if (id === 'new') return <WebhookForm />
  if (deliveryId !== undefined) return <DeliveryPage webhookId={id} id={deliveryId} />
  return <WebhookPage id={id} isEditing={query.has('edit')} />
}

function WebhookList(): VNode {
  const state = useCollection(webhooks)
  const create = (
    <a class="button primary" href={toHref(['webhooks', 'new'])}>
      {texts.webhooks.create}
    </a>
  )
  const isEmpty = state.status === 'ready' && state.rows.length === 0
  return (
    <>
      <Heading title={texts.webhooks.title}>{!isEmpty && create}</Heading>
      <DisabledWebhooks />
      <PagedTable
        label={texts.webhooks.title}
        columns={columns}
        pages={{ ...state, hasMore: false, more: () => void webhooks.reload(), change: () => {} }}
        toKey={({ id }) => id}
        toHref={({ id }) => toHref(['webhooks', id])}
        empty={
          <Empty title={texts.webhooks.emptyTitle} lead={texts.webhooks.emptyLead}>
            {create}
          </Empty>
        }
      />
    </>
  )
}
