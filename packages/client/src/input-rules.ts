import { refuse } from './errors/input-errors.js'
import { toTypeName } from './records.js'

type Name<New> = keyof New & string

/**
 * What an input has to have, in the words of the message: `amountOff when couponType is FLAT`. A field that it does
 * not know does not compile.
 */
export type InputRule<New> =
  | Name<New>
  | `${Name<New>} or else ${Name<New>} or ${Name<New>}`
  | `${Name<New>} ${'when' | 'unless'} ${Name<New>} is ${string}`

/** Throws `InvalidInputError` for the first rule that the input breaks. */
export function assertInput(given: object, rules: readonly string[]): void {
  if (toTypeName(given) !== 'object') refuse('input', 'must be an object')
  const input = given as Readonly<Record<string, unknown>>
  for (const rule of rules) {
    const [fields = '', word, field = '', , value] = rule.split(/ (when|unless) | is /)
    const names = fields.split(/ or (?:else )?/)
    const isMet = String(input[field]) === value
    if (word && isMet !== (word === 'when')) continue
    if (names.some((name) => isGiven(input[name]))) continue
    const [first = ''] = names
    refuse(first, `must be given${rule.slice(first.length)}`)
  }
}

/** Returns whether a value is there: neither undefined, null nor an empty text. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}
