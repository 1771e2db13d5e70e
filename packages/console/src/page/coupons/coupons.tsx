import type { VNode } from 'preact'
import { toDateText } from '../format.js'
import { Badge, Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { List, type ListDefinition } from '../lists/list.js'
import { useCollection } from '../records/collection.js'
import { coupons, type CouponRow } from '../records/collections.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { CouponForm } from './coupon-form.js'
import { CouponPage } from './coupon-page.js'
import { toDiscountText } from './discount.js'

const { columns, status } = texts.coupons

const definition: ListDefinition<CouponRow> = {
  label: texts.coupons.title,
  defaultSort: '-created',
  toKey: ({ id }) => id,
  toHref: ({ id }) => toHref(['coupons', id]),
  toSearchText: ({ name, externalId }) => `${name} ${externalId ?? ''}`,
  columns: [
    {
      key: 'name',
      title: columns.name,
      value: ({ name }) => name,
      isEssential: true,
      width: 'minmax(0, 2fr)',
    },
    {
      key: 'discount',
      title: columns.discount,
      value: ({ percentOff, amountOff }) => percentOff ?? amountOff,
      cell: toDiscountText,
      isEssential: true,
      width: 'minmax(0, 1fr)',
    },
    {
      key: 'duration',
      title: columns.duration,
      value: ({ duration }) => duration,
      cell: ({ duration, durationInMonths }) => texts.coupons.duration(duration, durationInMonths),
      width: 'minmax(0, 1.2fr)',
    },
    {
      key: 'codes',
      title: columns.codes,
      value: ({ codes }) => codes,
      isNumber: true,
      width: 'minmax(0, 0.7fr)',
    },
    {
      key: 'redeemed',
      title: columns.redeemed,
      value: ({ timesRedeemed }) => timesRedeemed,
      isNumber: true,
      width: 'minmax(0, 0.8fr)',
    },
    {
      key: 'ends',
      title: columns.ends,
      value: ({ redeemBy }) => redeemBy,
      cell: ({ redeemBy }) => (redeemBy ? toDateText(redeemBy) : '–'),
      width: 'minmax(0, 1fr)',
    },
    {
      key: 'status',
      title: columns.status,
      value: ({ valid }) => (valid ? status.valid : status.ended),
      cell: (coupon) => <CouponBadge coupon={coupon} />,
      isEssential: true,
      width: 'minmax(5.5rem, 0.7fr)',
    },
    {
      key: 'created',
      title: columns.created,
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => toDateText(createdAt),
      width: 'minmax(0, 1fr)',
    },
  ],
  filters: [
    {
      key: 'status',
      title: texts.coupons.filterStatus,
      options: [
        { value: 'valid', title: status.valid, test: ({ valid }) => valid },
        { value: 'ended', title: status.ended, test: ({ valid }) => !valid },
      ],
    },
  ],
}

/** The pages of coupons. */
export function Coupons(): VNode {
  const { path, query } = useRoute()
  const [, id] = path
  if (id === undefined) return <CouponList />
  if (id === 'new') return <CouponForm />
  return <CouponPage id={id} isEditing={query.has('edit')} />
}

function CouponList(): VNode {
  const state = useCollection(coupons)
  const create = (
    <a class="button primary" href={toHref(['coupons', 'new'])}>
      {texts.coupons.create}
    </a>
  )
  const isEmpty = state.status === 'ready' && state.rows.length === 0
  return (
    <>
      <Heading title={texts.coupons.title}>{!isEmpty && create}</Heading>
      <List
        definition={definition}
        state={state}
        onRetry={() => void coupons.reload()}
        empty={
          <Empty title={texts.coupons.emptyTitle} lead={texts.coupons.emptyLead}>
            {create}
          </Empty>
        }
      />
    </>
  )
}

/** The state of a coupon. */
export function CouponBadge({ coupon: { valid } }: { readonly coupon: CouponRow }): VNode {
  return valid ? (
    <Badge tone="good">{status.valid}</Badge>
  ) : (
    <Badge tone="muted">{status.ended}</Badge>
  )
}
