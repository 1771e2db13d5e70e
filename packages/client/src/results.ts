import { isReferlyError, type ReferlyError } from './errors/referly-error.js'

/** What a call gives instead of throwing. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ReferlyError }

/** The same methods, each giving a `Result`. */
export type Safe<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (
    ...input: infer Input
  ) => Promise<infer T>
    ? (...input: Input) => Promise<Result<T>>
    : never
}

type Method = (...input: never[]) => Promise<unknown>

/** Creates the methods that give a `Result`; errors of other origin are still thrown, for they are bugs. */
export function toSafe<Methods extends object>(methods: Methods): Safe<Methods> {
  const entries = Object.entries(methods as Readonly<Record<string, Method>>)
  const safe = entries.map(([name, method]) => [
    name,
    (...input: never[]) => toResult(method(...input)),
  ])
  return Object.fromEntries(safe) as Safe<Methods>
}

async function toResult<T>(call: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await call }
  } catch (error) {
    if (isReferlyError(error)) return { ok: false, error }
    throw error
  }
}
