import { CodeStructureError, toReceived } from './errors.js'

/** Names of the built-in alphabets for random characters. */
export type AlphabetName = 'full' | 'clear' | 'safe'

/** Symbols of each built-in alphabet, in upper case; `randomCharsCase` decides the case in codes. */
export const alphabets: Readonly<Record<AlphabetName, string>> = {
  full: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  // No 0 O 1 I L, which are easily confused (rule 21).
  clear: '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
  // No vowels either, so no offensive word can be spelled (rule 22).
  safe: '23456789BCDFGHJKMNPQRSTVWXYZ',
}

/**
 * Resolves the name of an alphabet, or validates a custom one and converts it to upper case (rule 15).
 *
 * @throws CodeStructureError `INVALID_ALPHABET`
 */
export function parseAlphabet(alphabet: unknown): string {
  if (alphabet === 'full' || alphabet === 'clear' || alphabet === 'safe') return alphabets[alphabet]
  if (typeof alphabet !== 'string') throw createAlphabetError(toReceived(alphabet))
  if (!/^[A-Za-z0-9]*$/.test(alphabet)) {
    throw createAlphabetError(`${toReceived(alphabet)} with characters outside A-Z a-z 0-9`)
  }
  const symbols = alphabet.toUpperCase()
  const repeated = [...symbols].find((symbol, index) => symbols.indexOf(symbol) !== index)
  if (repeated !== undefined) {
    throw createAlphabetError(`${toReceived(alphabet)} with ${repeated} repeated`)
  }
  if (symbols.length < 2) throw createAlphabetError(toReceived(alphabet))
  return symbols
}

function createAlphabetError(received: string): CodeStructureError {
  return new CodeStructureError('INVALID_ALPHABET', {
    field: 'alphabet',
    expected: "'full', 'clear', 'safe', or 2 to 36 distinct letters and digits",
    received,
    hint: 'Codes are compared case-insensitively, so A and a count as the same symbol.',
  })
}
