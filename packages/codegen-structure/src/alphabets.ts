import { CodeStructureError, toReceived } from './errors.js'

/** The ready alphabets of the random part. */
export type AlphabetName = 'full' | 'clear' | 'safe'

/** Symbols of each ready alphabet; letter case is a matter of `randomCharsCase`. */
export const alphabets: Readonly<Record<AlphabetName, string>> = {
  full: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  // Without 0 O 1 I L, which are misread (rule 21).
  clear: '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
  // Without vowels as well, so that no listed word can be spelled (rule 22).
  safe: '23456789BCDFGHJKMNPQRSTVWXYZ',
}

/**
 * Resolves the name of an alphabet, or checks an own one and brings it to upper case (rule 15).
 *
 * @throws CodeStructureError `INVALID_ALPHABET`
 */
export function parseAlphabet(alphabet: unknown): string {
  if (alphabet === 'full' || alphabet === 'clear' || alphabet === 'safe') return alphabets[alphabet]
  if (typeof alphabet !== 'string') throw alphabetError(toReceived(alphabet))
  if (!/^[A-Za-z0-9]*$/.test(alphabet)) {
    throw alphabetError(`${toReceived(alphabet)} with characters outside A-Z a-z 0-9`)
  }
  const symbols = alphabet.toUpperCase()
  const repeated = [...symbols].find((symbol, index) => symbols.indexOf(symbol) !== index)
  if (repeated !== undefined) {
    throw alphabetError(`${toReceived(alphabet)} where ${repeated} occurs more than once`)
  }
  if (symbols.length < 2) throw alphabetError(`${symbols.length} symbols`)
  return symbols
}

function alphabetError(received: string): CodeStructureError {
  return new CodeStructureError('INVALID_ALPHABET', {
    field: 'alphabet',
    expected:
      "'full', 'clear', 'safe' or 2 to 36 letters and digits that differ without regard to case",
    received,
    hint: 'Codes are compared without letter case, so a symbol may stand in an alphabet once.',
  })
}
