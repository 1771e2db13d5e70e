import type { VNode } from 'preact'
import { Heading, type HeadingProps } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { texts } from '../texts.js'
import type { RecordState } from './record.js'

/** Properties of the page of a record that is not there. */
export interface MissingProps {
  readonly status: RecordState<unknown>['status']
  readonly back: NonNullable<HeadingProps['back']>
}

/** The page of a record that has not arrived yet, or does not exist. */
export function Missing({ status, back }: MissingProps): VNode {
  return (
    <>
      <Heading title={back.title} back={back} />
      {status === 'loading' ? (
        <p class="loading">{texts.list.loading}</p>
      ) : (
        <Empty title={texts.record.missing} lead="" />
      )}
    </>
  )
}
