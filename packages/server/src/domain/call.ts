import type { Program } from './programs.js'
import type { ProgramData } from './store.js'

/** What every operation works with: one program's data, one instant, a source of ids. */
export interface Call {
  readonly program: Program
  readonly data: ProgramData
  readonly now: Date
  readonly createId: () => string
}
