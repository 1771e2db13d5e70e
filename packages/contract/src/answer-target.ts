import type { Fixtures } from './fixtures.js'

/**
 * The name of a target: the mock of the contract, our server on PGlite or PostgreSQL, or our server on PGlite behind a
 * proxy that checks each answer against the contract.
 */
export type TargetName = 'prism' | 'pglite' | 'postgresql' | 'proxy'

/** A server that answers the requests of the contract over HTTP. */
export interface AnswerTarget {
  readonly name: TargetName
  /** Without a slash at the end, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly fixtures: Fixtures
  /** Stops the server and everything it started. */
  close(): Promise<void>
}
