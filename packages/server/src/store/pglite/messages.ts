import type { SqlScalar } from '../database.js'

/** The files of a cluster: a directory, or a tar archive that is unpacked in memory. */
export type PgliteCluster =
  | { readonly directory: string; readonly cacheMb: number }
  | { readonly archive: Uint8Array }

/** Data that the worker is started with. */
export interface PgliteWorkerData {
  readonly cluster: PgliteCluster
  /** PostgreSQL as a compiled WebAssembly module. */
  readonly wasmModule: object
}

/** A request to the worker. Requests are sent in groups, and processed in order. */
export type PgliteRequest =
  | { readonly id: number; readonly text: string; readonly values: readonly SqlScalar[] }
  | { readonly id: number; readonly close: true }

/** An error as it is sent between threads. */
export interface PgliteFailure {
  readonly message: string
  readonly code?: string
  readonly constraint?: string
}

/** The rows of a statement. Their values are in one list, which is copied between threads faster than objects are. */
export interface PgliteRows {
  /** The number of rows, which can have no columns: `SELECT FROM`. */
  readonly count: number
  readonly columns: readonly string[]
  /** The values of the first row, then those of the second, and so on. */
  readonly values: readonly unknown[]
}

/** A response of the worker. Responses are sent in the groups of their requests. Id 0 is for the start. */
export type PgliteResponse =
  | { readonly id: number; readonly rows: PgliteRows }
  | { readonly id: number; readonly failure: PgliteFailure }
