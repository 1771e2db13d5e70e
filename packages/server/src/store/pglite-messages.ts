import type { SqlValue } from './database.js'

/** What the worker is started with; without a location the data is in memory. */
export interface PgliteWorkerData {
  readonly location: string | undefined
}

/** What the worker is asked; questions are answered in their order. */
export type PgliteQuestion =
  | { readonly id: number; readonly text: string; readonly values: readonly SqlValue[] }
  | { readonly id: number; readonly close: true }

/** A failure as it crosses from thread to thread. */
export interface PgliteFailure {
  readonly message: string
  readonly code?: string
  readonly constraint?: string
}

/** What the worker says; id 0 is about its start. */
export type PgliteAnswer =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly failure: PgliteFailure }
