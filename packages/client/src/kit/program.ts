import type { Program, ProgramUpdate } from '@referly-kit/types'
import type { CallOptions } from '../options.js'
import { toData, type KitContext } from './context.js'

/** The calls about the program of the API key. */
export interface ProgramCalls {
  /** Returns the program with its settings. */
  get(options?: CallOptions): Promise<Program>
  /**
   * Changes settings and returns the program. Absent properties are left unchanged.
   *
   * @example
   * await referly.kit.program.update({ holdingDays: 45 }) //=> { name: 'Acme', holdingDays: 45 }
   */
  update(settings: ProgramUpdate, options?: CallOptions): Promise<Program>
}

/** Creates the calls about the program. */
export function createProgram({ api, toInit }: KitContext): ProgramCalls {
  return {
    get: async (options) => toData(await api.GET('/program', toInit(options))),
    update: async (body, options) =>
      toData(await api.PATCH('/program', { ...toInit(options), body })),
  }
}
