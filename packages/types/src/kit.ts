import type { components } from './kit-openapi.js'

type Schemas = components['schemas']
type Schema<Name extends keyof Schemas> = Schemas[Name]

/** An affiliate program, with its currency and its rules. */
export interface Program extends Schema<'Program'> {}

/** New settings of a program. Absent properties stay as they are. */
export interface ProgramUpdate extends Schema<'ProgramUpdate'> {}

/** The body of every error of the kit API. */
export interface KitErrorBody extends Schema<'KitError'> {}
