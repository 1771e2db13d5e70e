import type { VNode } from 'preact'
import { Heading, type HeadingProps } from '../layout/heading.js'
import { Empty, Failed } from '../lists/empty.js'
import { texts } from '../texts.js'
import { announceChange } from './changes.js'
import type { Reading } from './record.js'

/** Properties of the page of a missing record. */
export interface MissingProps extends Reading {
  readonly back: NonNullable<HeadingProps['back']>
  /** Reads the record again. Default: everything that is shown. */
  readonly onRetry?: () => void
}

/** The page of a record that has not arrived yet, does not exist, or could not be read. */
export function Missing({ status, problem, back, onRetry = announceChange }: MissingProps): VNode {
  return (
    <>
      <Heading title={back.title} back={back} />
      {status === 'loading' && <p class="loading">{texts.list.loading}</p>}
      {status === 'ready' && <Empty title={texts.record.missing} lead="" />}
      {status === 'failed' && (
        <Failed title={texts.record.failed} problem={problem} onRetry={onRetry} />
      )}
    </>
  )
}
