import {
  createCodeGenerator,
  generateCode,
  type RandomSource,
} from '@referly-kit/codegen-structure'
import { createCodeSequence } from '@referly-kit/codegen-structure/sequence'
import { expectTypeOf, it } from 'vitest'

const structure = { codeStructure: { randomChars: true } } as const

it('types the codes and indexes of a sequence', () => {
  const sequence = createCodeSequence(structure, { key: new Uint8Array(16) })
  expectTypeOf(sequence.at(0)).toEqualTypeOf<string>()
  expectTypeOf(sequence.indexOf('A')).toEqualTypeOf<number>()
  // @ts-expect-error `key` must be bytes
  const run = (): unknown => createCodeSequence(structure, { key: 'secret' })
  expectTypeOf(run).toBeFunction()
})

it('accepts a random source and returns bytes without type assertions', () => {
  const source: RandomSource = (buffer) => crypto.getRandomValues(buffer)
  expectTypeOf(generateCode(structure, {}, { random: source }).code).toEqualTypeOf<string>()
  const bytes: Uint8Array = createCodeGenerator(structure).bytes({}, 10)
  expectTypeOf(bytes).toExtend<Uint8Array>()
})
