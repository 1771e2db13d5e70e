import { findForbiddenCharacter } from '@referly-kit/codegen-structure'
import { toReceived } from '../errors.js'
import { createInputError } from './input.js'

/**
 * Returns the text of a new promotional code without surrounding whitespace.
 *
 * @throws ServerError `INVALID_INPUT` when nothing is left, or when a character in it cannot be seen or typed.
 */
export function parseCodeText(text: string, field: string): string {
  const code = text.trim()
  if (code === '') {
    throw createInputError({
      field,
      expected: 'text that is not blank',
      received: toReceived(text),
    })
  }
  const forbidden = findForbiddenCharacter(code)
  if (forbidden === undefined) return code
  throw createInputError({
    field,
    expected: 'text without whitespace, control, or invisible characters',
    received: `text with ${forbidden.name} at position ${forbidden.index + 1}`,
  })
}
