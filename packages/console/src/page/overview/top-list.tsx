import type { ReportRow } from '@referly-kit/types'
import type { VNode } from 'preact'
import { toMoneyText } from '../format.js'

/** Properties of a list of top sellers. */
export interface TopListProps {
  readonly title: string
  /** Shown when there are no rows. */
  readonly empty: string
  readonly rows: readonly ReportRow[]
  readonly currency: string
  readonly toHref: (id: string) => string
}

/** The codes or affiliates that sold most, with the revenue after refunds. */
export function TopList({ title, empty, rows, currency, toHref }: TopListProps): VNode {
  const most = Math.max(1e-9, ...rows.map(({ netRevenue }) => netRevenue))
  return (
    <section class="panel">
      <h2>{title}</h2>
      {rows.length === 0 && <p class="help">{empty}</p>}
      <ol class="top-list">
        {rows.map(({ id, name, netRevenue }) => (
          <li key={id}>
            <a href={toHref(id ?? '')}>{name ?? id}</a>
            <span class="number">{toMoneyText(netRevenue, currency)}</span>
            <meter value={netRevenue} max={most} aria-hidden="true" />
          </li>
        ))}
      </ol>
    </section>
  )
}
