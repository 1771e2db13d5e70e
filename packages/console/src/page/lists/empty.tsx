import type { ComponentChildren, VNode } from 'preact'
import { texts } from '../texts.js'

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

/** Properties of a notice in place of something that could not be loaded. */
export interface FailedProps {
  readonly title: string
  /** The reason. */
  readonly problem: string | undefined
  readonly onRetry: () => void
}

/** A notice in place of something that could not be loaded. */
export function Failed({ title, problem = '', onRetry }: FailedProps): VNode {
  return (
    <Empty title={title} lead={problem}>
      <button type="button" class="button" onClick={onRetry}>
        {texts.list.retry}
      </button>
    </Empty>
  )
}
