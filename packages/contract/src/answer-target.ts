import type { Fixtures } from './fixtures.js'

/**
 * The name of a target: the mock of the contract, our server on PGlite or on PostgreSQL, or our server on PGlite behind
 * a proxy that validates each response against the contract.
 */
export type TargetName = 'prism' | 'pglite' | 'postgresql' | 'proxy'

/** A running implementation of the contract. */
export interface AnswerTarget {
  readonly name: TargetName
  /** Without a trailing slash, such as `http://127.0.0.1:4010`. */
  readonly baseUrl: string
  readonly apiKey: string
  readonly fixtures: Fixtures
  /** Stops the target and everything that it started. */
  close(): Promise<void>
}
