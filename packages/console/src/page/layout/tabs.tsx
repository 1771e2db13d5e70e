import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** A page that a tab leads to. */
export interface Tab {
  readonly title: string
  readonly href: string
  readonly isCurrent?: boolean
}

/** Properties of the tabs of pages that belong together. */
export interface TabsProps {
  readonly label: string
  readonly tabs: readonly Tab[]
}

/** Links to pages that belong together. */
export function Tabs({ label, tabs }: TabsProps): VNode {
  const bar = useRef<HTMLElement>(null)
  const current = tabs.find(({ isCurrent }) => isCurrent)?.href
  useEffect(() => {
    // On a phone, the last tabs are beyond the edge.
    const link = bar.current?.querySelector('[aria-current]')
    link?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])
  return (
    <nav ref={bar} class="tabs" aria-label={label}>
      {tabs.map(({ title, href, isCurrent }) => (
        <a key={href} href={href} aria-current={isCurrent ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  )
}
