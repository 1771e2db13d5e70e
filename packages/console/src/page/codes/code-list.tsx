import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toDateText, toNumberText } from '../format.js'
import { Badge } from '../layout/heading.js'
import type { ListDefinition } from '../lists/list.js'
import type { SearchQuery } from '../lists/row-window.js'
import type { CodeRow } from '../records/collections.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'

const { columns, status, use, owner } = texts.codes

type CodeStatus = CodeRow['status']

/** The state of a code by its own terms, not those of its coupon. */
export function CodeBadge({ state }: { readonly state: CodeStatus }): VNode {
  return <Badge tone={state === 'ACTIVE' ? 'good' : 'muted'}>{status[state]}</Badge>
}

/** Time before its expiry in which a code counts as expiring soon, in milliseconds. */
const soonMs = 14 * 24 * 60 * 60 * 1000

/** Returns the search for active codes that expire within two weeks. */
export function toExpiringQuery(): SearchQuery {
  // Rounded to the hour, so that rendering the list again repeats the same search.
  const hourMs = 3_600_000
  const end = Math.ceil((Date.now() + soonMs) / hourMs) * hourMs
  return { status: 'ACTIVE', expiresBefore: new Date(end).toISOString() }
}

const statuses = Object.keys(status) as readonly CodeStatus[]

/** The list of codes, which the pages of coupons and affiliates also show. */
export const codeList: ListDefinition<CodeRow> = {
  label: texts.codes.title,
  defaultSort: '-created',
  read: (query, options) => referly.kit.search.codes.list(query, options),
  toHref: ({ id }) => toHref(['codes', id]),
  columns: [
    {
      key: 'code',
      title: columns.code,
      cell: ({ code }) => <span class="code">{code}</span>,
      isEssential: true,
      width: 'minmax(0, 1.5fr)',
    },
    {
      key: 'coupon',
      title: columns.coupon,
      cell: ({ couponName }) => couponName,
      width: 'minmax(0, 1.2fr)',
    },
    {
      key: 'affiliate',
      title: columns.affiliate,
      cell: ({ affiliateName }) => affiliateName || '–',
      width: 'minmax(0, 1.3fr)',
    },
    {
      key: 'redeemed',
      title: columns.redeemed,
      cell: ({ timesRedeemed }) => toNumberText(timesRedeemed),
      isNumber: true,
      isEssential: true,
      width: 'minmax(0, 0.8fr)',
    },
    {
      key: 'limit',
      title: columns.limit,
      cell: ({ maxRedemptions }) => (maxRedemptions == null ? '–' : toNumberText(maxRedemptions)),
      isNumber: true,
      width: 'minmax(0, 0.6fr)',
    },
    {
      key: 'expires',
      title: columns.expires,
      cell: ({ expiresAt }) => (expiresAt ? toDateText(expiresAt) : '–'),
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'status',
      title: columns.status,
      cell: (code) => <CodeBadge state={code.status} />,
      isEssential: true,
      width: 'minmax(5.5rem, 0.7fr)',
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
      key: 'expires',
      title: texts.codes.filterExpires,
      options: [{ value: 'soon', title: texts.codes.expiresSoon, toQuery: toExpiringQuery }],
    },
    {
      key: 'status',
      title: texts.codes.filterStatus,
      options: statuses.map((value) => ({
        value: value.toLowerCase(),
        title: status[value],
        toQuery: () => ({ status: value }),
      })),
    },
    {
      key: 'use',
      title: texts.codes.filterUse,
      options: [
        { value: 'used', title: use.used, toQuery: () => ({ redeemed: true }) },
        { value: 'unused', title: use.unused, toQuery: () => ({ redeemed: false }) },
      ],
    },
    {
      key: 'owner',
      title: texts.codes.filterOwner,
      options: [
        { value: 'assigned', title: owner.assigned, toQuery: () => ({ assigned: true }) },
        { value: 'unassigned', title: owner.unassigned, toQuery: () => ({ assigned: false }) },
      ],
    },
  ],
}
