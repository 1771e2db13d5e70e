import type { AffiliateSummary } from '@referly-kit/types'
import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toDateText, toNumberText, toPercentText } from '../format.js'
import { Badge, Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { List, type ListDefinition } from '../lists/list.js'
import { Money } from '../records/money.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { AffiliateForm } from './affiliate-form.js'
import { AffiliatePage } from './affiliate-page.js'

const { columns, status } = texts.affiliates

const statuses = Object.keys(status) as readonly (keyof typeof status)[]

const definition: ListDefinition<AffiliateSummary> = {
  label: texts.affiliates.title,
  defaultSort: 'name',
  read: (query, options) => referly.kit.search.affiliates.list(query, options),
  toHref: ({ id }) => toHref(['affiliates', id]),
  columns: [
    {
      key: 'name',
      title: columns.name,
      cell: ({ firstName, lastName }) => `${firstName} ${lastName}`,
      isEssential: true,
      width: 'minmax(0, 1.4fr)',
    },
    { key: 'email', title: columns.email, cell: ({ email }) => email, width: 'minmax(0, 1.8fr)' },
    {
      key: 'rate',
      title: columns.rate,
      cell: ({ commissionRate }) => toPercentText(commissionRate),
      isNumber: true,
      width: 'minmax(0, 0.6fr)',
    },
    {
      key: 'referred',
      title: columns.referred,
      cell: ({ numberOfReferredUsers }) => toNumberText(numberOfReferredUsers),
      isNumber: true,
      width: 'minmax(0, 0.7fr)',
    },
    {
      key: 'earned',
      title: columns.earned,
      cell: ({ totalCommissionEarned }) => <Money amount={totalCommissionEarned} />,
      isNumber: true,
      isEssential: true,
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'status',
      title: columns.status,
      cell: (row) => <AffiliateBadge affiliate={row} />,
      isEssential: true,
      width: 'minmax(6.5rem, 0.8fr)',
    },
    {
      key: 'created',
      title: columns.created,
      cell: ({ createdAt }) => toDateText(createdAt),
      width: 'minmax(0, 0.9fr)',
    },
  ],
  filters: [
    {
      key: 'status',
      title: texts.affiliates.filterStatus,
      options: statuses.map((value) => ({
        value,
        title: status[value],
        toQuery: () => ({ status: value }),
      })),
    },
  ],
}

/** The pages of affiliates. */
export function Affiliates(): VNode {
  const { path, query } = useRoute()
  const [, id] = path
  if (id === undefined) return <AffiliateList />
  if (id === 'new') return <AffiliateForm />
  return <AffiliatePage id={id} isEditing={query.has('edit')} />
}

function AffiliateList(): VNode {
  const create = (
    <a class="button primary" href={toHref(['affiliates', 'new'])}>
      {texts.affiliates.create}
    </a>
  )
  return (
    <>
      <Heading title={texts.affiliates.title}>{create}</Heading>
      <List
        definition={definition}
        empty={<Empty title={texts.affiliates.emptyTitle} lead={texts.affiliates.emptyLead} />}
      />
    </>
  )
}

/** The status of an affiliate. */
function AffiliateBadge({ affiliate }: { readonly affiliate: AffiliateSummary }): VNode {
  const isBad = affiliate.status === 'BANNED' || affiliate.status === 'DECLINED'
  const tone = affiliate.status === 'ACTIVE' ? 'good' : 'muted'
  return <Badge tone={isBad ? 'bad' : tone}>{status[affiliate.status]}</Badge>
}
