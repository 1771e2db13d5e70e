import type { CodeStructureOptions, CodeSubject } from '../../src/index.js'

/** A code published by someone else, with the input that generated it. */
export interface CodeVector {
  readonly source: string
  readonly structure: CodeStructureOptions
  readonly subject: CodeSubject
  /** Places of the random symbols in 0-9 A-Z. */
  readonly draws: readonly number[]
  readonly code: string
}

/** The only example in Referly's documentation. */
export const vendorVectors: readonly CodeVector[] = [
  {
    source: 'Referly developer documentation, "Create a Promotional Code", auto-generated codes',
    structure: {
      codeStructure: { firstName: true, randomChars: true },
      prefix: 'SAVE',
      randomCharsLength: 4,
      randomCharsCase: 'uppercase',
    },
    subject: { affiliate: { firstName: 'John' } },
    draws: [8, 33, 4, 35],
    code: 'SAVEJOHN8X4Z',
  },
]
