import type { ProgramData } from './ports.js'
import type { Program } from './programs.js'

/** The context of one operation: a program with its data, the current time, and a source of ids. */
export interface Call {
  readonly program: Program
  /** The id of the API key or session of the request. Administration has none. */
  readonly keyId?: string
  readonly data: ProgramData
  readonly now: Date
  readonly createId: () => string
}
