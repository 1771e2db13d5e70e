import type { VNode } from 'preact'
import { isExpiringSoon, isUnused } from '../codes/code-list.js'
import { toNumberText } from '../format.js'
import { useCollection } from '../records/collection.js'
import { codes, coupons } from '../records/collections.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'

/** Numbers of records that an operator may want to look after, each with a link to them. */
export function Attention(): VNode {
  const all = useCollection(codes).rows
  const ended = useCollection(coupons).rows.filter(({ valid, activeCodes }) => {
    return !valid && activeCodes > 0
  })
  const { attention } = texts.overview
  const items = [
    {
      title: attention.expiring,
      count: all.filter(isExpiringSoon).length,
      href: toHref(['codes'], { expires: 'soon', sort: 'expires' }),
    },
    {
      title: attention.unused,
      count: all.filter(isUnused).length,
      href: toHref(['codes'], { use: 'unused', status: 'active' }),
    },
    {
      title: attention.ended,
      count: ended.length,
      href: toHref(['coupons'], { status: 'ended' }),
    },
  ]
  return (
    <section class="panel">
      <h2>{attention.title}</h2>
      <ul class="top-list">
        {items.map(({ title, count, href }) => (
          <li key={title}>
            <a href={href}>{title}</a>
            <span class="number">{toNumberText(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
