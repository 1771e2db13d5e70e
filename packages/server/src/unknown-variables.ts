import { distance } from 'fastest-levenshtein'
import { settings } from './settings.js'

/** An environment variable that looks like a setting of the server but is not one. */
export interface UnknownVariable {
  readonly name: string
  /** The setting that was probably meant, if one is close. */
  readonly nearest?: string
}

const prefix = 'REFERLY_'
// Two typing mistakes, or one swap of neighboring letters.
const mostEdits = 2

/**
 * Lists variables named `REFERLY_...` that are not settings of the server, so that a typing mistake can be reported.
 *
 * @example
 * listUnknownVariables({ REFERLY_LOGS: '1' }) //=> [{ name: 'REFERLY_LOGS', nearest: 'REFERLY_LOG' }]
 *
 * @param others Names of variables that other programs read.
 */
export function listUnknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  others: readonly string[] = [],
): readonly UnknownVariable[] {
  const variables = Object.values(settings).flatMap((setting) =>
    'variable' in setting ? [setting.variable] : [],
  )
  const known = [...variables, ...others]
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.includes(name))
    .toSorted()
    .map((name) => toUnknownVariable(name, known))
}

function toUnknownVariable(name: string, known: readonly string[]): UnknownVariable {
  const [best] = known
    .map((nearest) => ({ nearest, edits: distance(name, nearest) }))
    .filter(({ edits }) => edits <= mostEdits)
    .toSorted((left, right) => left.edits - right.edits)
  return best === undefined ? { name } : { name, nearest: best.nearest }
}
