import { ReferlyError } from '../errors/referly-error.js'

/** The result of a call that does not throw. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ReferlyError }

/** The same methods, each returning a `Result`; one that yields records yields a `Result` for each. */
export type Safe<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (...input: infer Input) => infer Output
    ? (...input: Input) => SafeOutput<Output>
    : never
}

type SafeOutput<Output> =
  Output extends Promise<infer T>
    ? Promise<Result<T>>
    : Output extends AsyncIterable<infer T>
      ? AsyncGenerator<Result<T>, void, undefined>
      : never

type Method = (...input: never[]) => Promise<unknown> | AsyncIterable<unknown>

/**
 * Creates the methods that return a `Result`. Other errors are still thrown, because they are bugs.
 */
export function toSafe<Methods extends object>(methods: Methods): Safe<Methods> {
  const entries = Object.entries(methods as Readonly<Record<string, Method>>)
  const safe = entries.map(([name, method]) => [
    name,
    (...input: never[]) => {
      const output = method(...input)
      return 'then' in output ? output.then(toSuccess, toFailure) : toResults(output)
    },
  ])
  return Object.fromEntries(safe) as Safe<Methods>
}

async function* toResults<T>(records: AsyncIterable<T>): AsyncGenerator<Result<T>> {
  try {
    for await (const record of records) yield toSuccess(record)
  } catch (error) {
    yield toFailure(error)
  }
}

function toSuccess<T>(value: T): Result<T> {
  return { ok: true, value }
}

function toFailure(error: unknown): Result<never> {
  if (error instanceof ReferlyError) return { ok: false, error }
  throw error
}
