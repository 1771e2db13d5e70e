import type { VNode } from 'preact'
import { Empty } from '../lists/empty.js'
import { texts } from '../texts.js'

/** Properties of the notice. */
export interface NoMatchesProps {
  /** The address of the list without its filters. */
  readonly href: string
  readonly lead?: string
}

/** A notice in place of a list in which nothing matches the filters. */
export function NoMatches({ href, lead }: NoMatchesProps): VNode {
  return (
    <Empty title={texts.list.noMatches} lead={lead ?? texts.list.noMatchesLead}>
      <a class="button" href={href}>
        {texts.list.clear}
      </a>
    </Empty>
  )
}
