import type { SqlValue } from '../database.js'

/** Data that the worker is started with. */
export interface PgliteWorkerData {
  /** The directory of a cluster, or a cluster as a tar archive that is unpacked in memory. */
  readonly cluster: string | Uint8Array
  /** PostgreSQL as a compiled WebAssembly module. */
  readonly wasmModule: object
}

/** A request to the worker. Requests are processed in order. */
export type PgliteRequest =
  | { readonly id: number; readonly text: string; readonly values: readonly SqlValue[] }
  | { readonly id: number; readonly close: true }

/** An error as it is sent between threads. */
export interface PgliteFailure {
  readonly message: string
  readonly code?: string
  readonly constraint?: string
}

/** A response of the worker. Id 0 is for its start. */
export type PgliteResponse =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly failure: PgliteFailure }
