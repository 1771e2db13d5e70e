import type { ComponentChildren, VNode } from 'preact'

/** Properties of a notice in place of a list. */
export interface EmptyProps {
  readonly title: string
  /** A sentence about the next step. */
  readonly lead: string
  /** The buttons to do it with. */
  readonly children?: ComponentChildren
}

/** A notice in place of a list that has nothing to show. */
export function Empty({ title, lead, children }: EmptyProps): VNode {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{lead}</p>
      {children !== undefined && <div class="actions">{children}</div>}
    </div>
  )
}
