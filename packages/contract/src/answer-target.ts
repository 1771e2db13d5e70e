import type { Fixtures } from './fixtures.js'

/**
 * Who may be asked: the mock of the contract; our server on PGlite and on PostgreSQL; our server on PGlite behind a
 * proxy that holds each of its answers against the contract.
 */
export type TargetName = 'prism' | 'pglite' | 'postgresql' | 'proxy'

/** Somebody who answers the contract's requests over HTTP. */
export interface AnswerTarget {
  readonly name: TargetName
  /** Without a slash at the end, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly fixtures: Fixtures
  /** Stops it; nothing is left running afterward. */
  close(): Promise<void>
}
