import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toDateText, toNumberText } from '../format.js'
import { Badge, Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { List, type ListDefinition } from '../lists/list.js'
import { toCouponRow, type CouponRow } from '../records/collections.js'
import { toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { CouponForm } from './coupon-form.js'
import { CouponPage } from './coupon-page.js'
import { toDiscountText } from './discount.js'

const { columns, status } = texts.coupons

const definition: ListDefinition<CouponRow> = {
  label: texts.coupons.title,
  defaultSort: '-created',
  async read(query, options) {
    const page = await referly.kit.search.coupons.list(query, options)
    return { ...page, data: page.data.map(toCouponRow) }
  },
  toHref: ({ id }) => toHref(['coupons', id]),
  columns: [
    {
      key: 'name',
      title: columns.name,
      cell: ({ name }) => name,
      isEssential: true,
      width: 'minmax(0, 2fr)',
    },
    {
      key: 'discount',
      title: columns.discount,
      cell: toDiscountText,
      isEssential: true,
      width: 'minmax(0, 1fr)',
    },
    {
      key: 'duration',
      title: columns.duration,
      cell: ({ duration, durationInMonths }) => texts.coupons.duration(duration, durationInMonths),
      width: 'minmax(0, 1.2fr)',
    },
    {
      key: 'codes',
      title: columns.codes,
      cell: ({ codes }) => toNumberText(codes),
      isNumber: true,
      width: 'minmax(0, 0.7fr)',
    },
    {
      key: 'redeemed',
      title: columns.redeemed,
      cell: ({ timesRedeemed }) => toNumberText(timesRedeemed),
      isNumber: true,
      width: 'minmax(0, 0.8fr)',
    },
    {
      key: 'ends',
      title: columns.ends,
      cell: ({ redeemBy }) => (redeemBy ? toDateText(redeemBy) : '–'),
      width: 'minmax(0, 1fr)',
    },
    {
      key: 'status',
      title: columns.status,
      cell: (coupon) => <CouponBadge coupon={coupon} />,
      isEssential: true,
      width: 'minmax(5.5rem, 0.7fr)',
    },
    {
      key: 'created',
      title: columns.created,
      cell: ({ createdAt }) => toDateText(createdAt),
      width: 'minmax(0, 1fr)',
    },
  ],
  filters: [
    {
      key: 'status',
      title: texts.coupons.filterStatus,
      options: [
        { value: 'valid', title: status.valid, toQuery: () => ({ status: 'VALID' }) },
        { value: 'ended', title: status.ended, toQuery: () => ({ status: 'ENDED' }) },
      ],
    },
    {
      key: 'codes',
      title: texts.coupons.filterCodes,
      options: [
        {
          value: 'active',
          title: texts.coupons.withActiveCodes,
          toQuery: () => ({ hasActiveCodes: true }),
        },
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
  const create = (
    <a class="button primary" href={toHref(['coupons', 'new'])}>
      {texts.coupons.create}
    </a>
  )
  return (
    <>
      <Heading title={texts.coupons.title}>{create}</Heading>
      <List
        definition={definition}
        empty={<Empty title={texts.coupons.emptyTitle} lead={texts.coupons.emptyLead} />}
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
