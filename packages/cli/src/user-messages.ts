import { isOutcomeUnknownError } from '@referly-kit/client'
import { isCodeStructureError } from '@referly-kit/codegen-structure'
import { toMessage } from './errors.js'

/** What the libraries call their options, and what the command line calls them. */
const flags: readonly (readonly [RegExp, string])[] = [
  [/\b([Rr])aise randomCharsLength\b/, '$1aise --random'],
  [/\bTurn randomChars on\b/, 'Add --random'],
  [/\bmaxLength\b/, '--max-length'],
]

/**
 * The sentence that ends a command, in words of the command line.
 *
 * @example
 * toUserMessage(new Error('The disk\nis full.')) //=> 'The disk is full.'
 */
export function toUserMessage(error: unknown): string {
  const message = toMessage(error)
  if (isOutcomeUnknownError(error)) {
    return message.replace('resume() looks again', 'look before repeating it')
  }
  if (!isCodeStructureError(error)) return message
  return flags.reduce((text, [pattern, flag]) => text.replace(pattern, flag), message)
}
