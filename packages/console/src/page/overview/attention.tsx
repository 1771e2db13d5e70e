import type { VNode } from 'preact'
import { referly } from '../api.js'
import { toExpiringQuery } from '../codes/code-list.js'
import { toNumberText } from '../format.js'
import { useRecord } from '../records/record.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'

const { attention } = texts.overview

/** Numbers of records that may need the operator's attention, each with a link to them. */
export function Attention(): VNode {
  const { record: counts } = useRecord('attention', readCounts)
  const items = [
    {
      title: attention.expiring,
      count: counts?.expiring,
      href: toHref(['codes'], { expires: 'soon', sort: 'expires' }),
    },
    {
      title: attention.unused,
      count: counts?.unused,
      href: toHref(['codes'], { use: 'unused', status: 'active' }),
    },
    {
      title: attention.ended,
      count: counts?.ended,
      href: toHref(['coupons'], { status: 'ended', codes: 'active' }),
    },
  ]
  return (
    <section class="panel">
      <h2>{attention.title}</h2>
      <ul class="top-list">
        {items.map(({ title, count, href }) => (
          <li key={title}>
            <a href={href}>{title}</a>
            <span class="number">
              {count === undefined ? texts.list.pending : toNumberText(count)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface Counts {
  readonly expiring: number
  readonly unused: number
  readonly ended: number
}

async function readCounts(): Promise<Counts> {
  const only = { limit: 1, includeTotal: true }
  const { codes, coupons } = referly.kit.search
  const [expiring, unused, ended] = await Promise.all([
    codes.list({ ...toExpiringQuery(), ...only }),
    codes.list({ status: 'ACTIVE', redeemed: false, ...only }),
    coupons.list({ status: 'ENDED', hasActiveCodes: true, ...only }),
  ])
  return {
    expiring: expiring.total ?? 0,
    unused: unused.total ?? 0,
    ended: ended.total ?? 0,
  }
}
