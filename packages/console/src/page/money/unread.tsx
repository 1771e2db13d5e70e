import type { VNode } from 'preact'
import { Heading, type HeadingProps } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { texts } from '../texts.js'

/** Properties of the page of a record that is not read yet. */
export interface UnreadProps {
  readonly title: string
  readonly back: NonNullable<HeadingProps['back']>
  /** The reason why it could not be read. */
  readonly problem: string | undefined
}

/** The page of a record that has not arrived yet, or could not be read. */
export function Unread({ title, back, problem }: UnreadProps): VNode {
  return (
    <>
      <Heading title={title} back={back} />
      {problem === undefined ? (
        <p class="loading">{texts.list.loading}</p>
      ) : (
        <Empty title={texts.record.failed} lead={problem} />
      )}
    </>
  )
}
