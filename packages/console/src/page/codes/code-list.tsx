import type { VNode } from 'preact'
import { toDateText, toNumberText } from '../format.js'
import { Badge } from '../layout/heading.js'
import type { ListDefinition } from '../lists/list.js'
import type { CodeRow } from '../records/collections.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'

const { columns, status, use, owner } = texts.codes

type CodeStatus = keyof typeof texts.codes.status

/** Returns the state of a code by its own terms, not those of its coupon. */
function toCodeStatus(code: CodeRow): CodeStatus {
  const { active, expiresAt, maxRedemptions, timesRedeemed } = code
  if (!active) return 'stopped'
  if (expiresAt && Date.parse(expiresAt) < Date.now()) return 'expired'
  return maxRedemptions != null && timesRedeemed >= maxRedemptions ? 'used' : 'active'
}

/** The state of a code. */
export function CodeBadge({ code }: { readonly code: CodeRow }): VNode {
  const state = toCodeStatus(code)
  return <Badge tone={state === 'active' ? 'good' : 'muted'}>{status[state]}</Badge>
}

/** Time before its end in which a code expires soon, in milliseconds. */
const soonMs = 14 * 24 * 60 * 60 * 1000

/** Returns whether an active code expires within two weeks. */
export function isExpiringSoon(code: CodeRow): boolean {
  const { expiresAt } = code
  if (!expiresAt || toCodeStatus(code) !== 'active') return false
  return Date.parse(expiresAt) - Date.now() < soonMs
}

/** Returns whether an active code was never redeemed. */
export function isUnused(code: CodeRow): boolean {
  return code.timesRedeemed === 0 && toCodeStatus(code) === 'active'
}

const statuses = Object.keys(status) as readonly CodeStatus[]

/** The list of codes, also on the pages of coupons and affiliates. */
export const codeList: ListDefinition<CodeRow> = {
  label: texts.codes.title,
  defaultSort: '-created',
  toKey: ({ id }) => id,
  toHref: ({ id }) => toHref(['codes', id]),
  toSearchText: ({ code, couponName, affiliateName, affiliateEmail }) =>
    `${code} ${couponName} ${affiliateName} ${affiliateEmail}`,
  columns: [
    {
      key: 'code',
      title: columns.code,
      value: ({ code }) => code,
      cell: ({ code }) => <span class="code">{code}</span>,
      isEssential: true,
      width: 'minmax(0, 1.5fr)',
    },
    {
      key: 'coupon',
      title: columns.coupon,
      value: ({ couponName }) => couponName,
      width: 'minmax(0, 1.2fr)',
    },
    {
      key: 'affiliate',
      title: columns.affiliate,
      value: ({ affiliateName }) => affiliateName,
      cell: ({ affiliateName }) => affiliateName || '–',
      width: 'minmax(0, 1.3fr)',
    },
    {
      key: 'redeemed',
      title: columns.redeemed,
      value: ({ timesRedeemed }) => timesRedeemed,
      cell: ({ timesRedeemed }) => toNumberText(timesRedeemed),
      isNumber: true,
      isEssential: true,
      width: 'minmax(0, 0.8fr)',
    },
    {
      key: 'limit',
      title: columns.limit,
      value: ({ maxRedemptions }) => maxRedemptions,
      cell: ({ maxRedemptions }) => (maxRedemptions == null ? '–' : toNumberText(maxRedemptions)),
      isNumber: true,
      width: 'minmax(0, 0.6fr)',
    },
    {
      key: 'expires',
      title: columns.expires,
      value: ({ expiresAt }) => expiresAt,
      cell: ({ expiresAt }) => (expiresAt ? toDateText(expiresAt) : '–'),
      width: 'minmax(0, 0.9fr)',
    },
    {
      key: 'status',
      title: columns.status,
      value: (code) => status[toCodeStatus(code)],
      cell: (code) => <CodeBadge code={code} />,
      isEssential: true,
      width: 'minmax(5.5rem, 0.7fr)',
    },
    {
      key: 'created',
      title: columns.created,
      value: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => toDateText(createdAt),
      width: 'minmax(0, 0.9fr)',
    },
  ],
  filters: [
    {
      key: 'status',
      title: texts.codes.filterStatus,
      options: statuses.map((value) => ({
        value,
        title: status[value],
        test: (code) => toCodeStatus(code) === value,
      })),
    },
    {
      key: 'use',
      title: texts.codes.filterUse,
      options: [
        { value: 'used', title: use.used, test: ({ timesRedeemed }) => timesRedeemed > 0 },
        { value: 'unused', title: use.unused, test: ({ timesRedeemed }) => timesRedeemed === 0 },
      ],
    },
    {
      key: 'expires',
      title: texts.codes.filterExpires,
      options: [{ value: 'soon', title: texts.codes.expiresSoon, test: isExpiringSoon }],
    },
    {
      key: 'owner',
      title: texts.codes.filterOwner,
      options: [
        {
          value: 'assigned',
          title: owner.assigned,
          test: ({ affiliateId }) => Boolean(affiliateId),
        },
        { value: 'unassigned', title: owner.unassigned, test: ({ affiliateId }) => !affiliateId },
      ],
    },
  ],
}
