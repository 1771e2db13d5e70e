import type { VNode } from 'preact'

const paths = {
  chart: 'M4 20V10m5 10V4m5 16v-7m5 7V8',
  coupon: 'M3 7h18v3a2 2 0 0 0 0 4v3H3v-3a2 2 0 0 0 0-4zM13 7v2m0 2v2m0 2v2',
  code: 'M9 5 7 19M17 5l-2 14M4 9h17M3 15h17',
  people:
    'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-6 8a6 6 0 0 1 12 0M16 5.2a3 3 0 0 1 0 5.6M18 14a6 6 0 0 1 3 5',
  sale: 'M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6',
  money: 'M3 7h18v11H3zM3 11h18M7 15h4',
  wand: 'm4 20 11-11M14 4v3m-1.5-1.5h3M19 9v3m-1.5-1.5h3M8 4v2M7 5h2',
  webhook: 'M4 12h11m-4-4 4 4-4 4M20 5v14',
  settings: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4m-6 6v4',
  leave: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  back: 'm14 6-6 6 6 6',
} as const

/** The name of an icon. */
export type IconName = keyof typeof paths

/** An icon next to text with the same meaning. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
