/** Codes of a sequence that must never change, because users have issued such codes. */
export interface SequenceVector {
  readonly randomCharsLength: number
  readonly alphabet: string
  readonly randomCharsCase: 'uppercase' | 'lowercase' | 'mixed'
  readonly index: number
  readonly code: string
}

/** The key of FIPS 197, appendix A.1. */
export const sequenceKey: readonly number[] = [
  0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
]

/**
 * Created by this package and checked by the slow version in `permutation-reference.ts`; subject: Ann, parts: firstName
 * and randomChars. A change here breaks every sequence in use.
 */
export const sequenceVectors: readonly SequenceVector[] = [
  { randomCharsLength: 1, alphabet: 'safe', randomCharsCase: 'uppercase', index: 27, code: 'ANN5' },
  {
    randomCharsLength: 3,
    alphabet: 'full',
    randomCharsCase: 'lowercase',
    index: 46655,
    code: 'ANNfoc',
  },
  {
    randomCharsLength: 4,
    alphabet: 'full',
    randomCharsCase: 'uppercase',
    index: 0,
    code: 'ANN7OYO',
  },
  {
    randomCharsLength: 4,
    alphabet: 'full',
    randomCharsCase: 'mixed',
    index: 1679615,
    code: 'ANNL0AH',
  },
  {
    randomCharsLength: 5,
    alphabet: 'clear',
    randomCharsCase: 'uppercase',
    index: 123456,
    code: 'ANN9XS9E',
  },
  {
    randomCharsLength: 8,
    alphabet: 'full',
    randomCharsCase: 'uppercase',
    index: 2199023255552,
    code: 'ANNNGJLRV9J',
  },
  {
    randomCharsLength: 8,
    alphabet: 'full',
    randomCharsCase: 'mixed',
    index: 1099511627783,
    code: 'ANNhzt8jD65',
  },
  {
    randomCharsLength: 10,
    alphabet: 'full',
    randomCharsCase: 'uppercase',
    index: 3656158440062975,
    code: 'ANNFWYOSEJ5CL',
  },
]
