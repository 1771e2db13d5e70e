import type { ComponentChildren, VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { texts } from '../texts.js'
import { Icon } from './icon.js'

/** Properties of the heading of a page. */
export interface HeadingProps {
  readonly title: string
  /** The list that the page belongs to. */
  readonly back?: { readonly href: string; readonly title: string }
  readonly badge?: ComponentChildren
  /** The buttons of the page. */
  readonly children?: ComponentChildren
}

/** The heading of a page, which is also the title of the window. */
export function Heading({ title, back, badge, children }: HeadingProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${texts.product}`
    // The link that led here is gone, and with it the focus.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <div class="heading">
      {back !== undefined && (
        <a class="back" href={back.href}>
          <Icon name="back" />
          {back.title}
        </a>
      )}
      <div class="heading-row">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {badge}
        <div class="actions">{children}</div>
      </div>
    </div>
  )
}

/** Properties of a badge. */
export interface BadgeProps {
  readonly tone: 'good' | 'fair' | 'bad' | 'muted'
  readonly children: ComponentChildren
}

/** A short state in color and words. */
export function Badge({ tone, children }: BadgeProps): VNode {
  return <span class={`badge ${tone}`}>{children}</span>
}
