import type { Program as KitProgram, ProgramUpdate } from '@referly-kit/types'
import { isServerError } from '../errors.js'
import { changeProgram, type ProgramSettings } from '../program-settings.js'
import type { Authenticator } from './authentication.js'
import type { Call } from './call.js'
import { createInputError } from './input.js'
import type { Store } from './ports.js'
import type { Program } from './programs.js'

/** Services that change programs. */
export interface ProgramServices {
  readonly store: Pick<Store, 'programs'>
  readonly authenticator: Pick<Authenticator, 'forget'>
}

/** The operations on the program of the API key. */
export interface ProgramHandlers {
  getProgram(call: Call): Promise<KitProgram>
  updateProgram(call: Call, input: { readonly body: ProgramUpdate }): Promise<KitProgram>
}

/** Creates the operations on the program of the API key. */
export function createProgramHandlers({ store, authenticator }: ProgramServices): ProgramHandlers {
  return {
    getProgram: async ({ program }) => toKitProgram(program),
    async updateProgram({ program }, { body }) {
      const settings = toSettings(body)
      const changed = await store.programs.change(program.id, (current, hasSales) =>
        change(current, settings, hasSales),
      )
      authenticator.forget()
      return toKitProgram(changed ?? program)
    },
  }
}

/** Changes a program, and names the fields in errors as the request does. */
function change(...input: Parameters<typeof changeProgram>): Program {
  try {
    return changeProgram(...input)
  } catch (error) {
    if (!isServerError(error, 'INVALID_OPTION')) throw error
    const { field = '', expected = '', received, hint } = error
    throw createInputError({ field: `program.${field}`, expected, received, hint }, error)
  }
}

// The kit API has enums in upper case, as Referly's API does; the store has them in lower case.

function toSettings({
  limitToAffiliate,
  approval,
  selfReferral,
  ...settings
}: ProgramUpdate): ProgramSettings {
  return {
    ...settings,
    limitToAffiliate: toLowerCase(limitToAffiliate),
    approval: toLowerCase(approval),
    selfReferral: toLowerCase(selfReferral),
  }
}

function toKitProgram(program: Program): KitProgram {
  return {
    ...program,
    limitToAffiliate: toUpperCase(program.limitToAffiliate),
    approval: toUpperCase(program.approval),
    selfReferral: toUpperCase(program.selfReferral),
  }
}

function toLowerCase<Text extends string>(text: Text | undefined): Lowercase<Text> | undefined {
  return text?.toLowerCase() as Lowercase<Text> | undefined
}

function toUpperCase<Text extends string>(text: Text): Uppercase<Text> {
  return text.toUpperCase() as Uppercase<Text>
}
