import { InvalidArgumentError, type Argument, type Option } from 'commander'
import { distance } from 'fastest-levenshtein'
import { CliError } from '../errors.js'

/**
 * Replaces commander's errors about invalid values of an option or argument with errors like those about other input.
 *
 * The message of an `InvalidArgumentError` is the words after "must be".
 */
export function usePlainErrors(target: Option | Argument, field: string): void {
  const { parseArg, argChoices } = target
  if (parseArg === undefined) return
  target.parseArg = <T>(value: string, previous: T): T => {
    try {
      return parseArg(value, previous)
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      const expected = argChoices === undefined ? error.message : toChoiceText(argChoices)
      const received = `"${value.slice(0, 60)}"`
      throw new CliError('INVALID_USAGE', { field, expected, received }, error)
    }
  }
}

function toChoiceText(choices: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(choices)
}

/** Maximum number of letters by which a suggestion differs from the word, so that `update` never suggests `create`. */
const maxDistance = 2

/**
 * Formats an error of commander like the others, without a suggestion that is not similar.
 *
 * @example
 * toUsageText("error: unknown command 'publish'") //=> 'Error: Unknown command `publish`.'
 */
export function toUsageText(text: string): string {
  const [fact = '', ...advice] = text.replace(/^error: /, '').split('\n')
  const [, word = ''] = /'(\S+)'$/.exec(fact) ?? []
  const similar = advice.filter((line) => {
    const [, suggestion] = /^\(Did you mean (\S+)\?\)$/.exec(line) ?? []
    return suggestion === undefined || distance(word, suggestion) <= maxDistance
  })
  const sentence = `${fact.charAt(0).toUpperCase()}${fact.slice(1)}`
    .replaceAll(/'([^']*)'/g, '`$1`')
    .replace(/\.?$/, '.')
  return [`Error: ${sentence}`, ...similar].join('\n')
}
