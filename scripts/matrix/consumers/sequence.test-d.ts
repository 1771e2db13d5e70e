import {
  createCodeGenerator,
  generateCode,
  type RandomSource,
} from '@referly-kit/codegen-structure'
import { createCodeSequence } from '@referly-kit/codegen-structure/sequence'
import { expectTypeOf, it } from 'vitest'

const structure = { codeStructure: { randomChars: true } } as const

it('a sequence gives texts and numbers', () => {
  const sequence = createCodeSequence(structure, { key: new Uint8Array(16) })
  expectTypeOf(sequence.at(0)).toEqualTypeOf<string>()
  expectTypeOf(sequence.indexOf('A')).toEqualTypeOf<number>()
  // @ts-expect-error a key is bytes
  const run = (): unknown => createCodeSequence(structure, { key: 'secret' })
  expectTypeOf(run).toBeFunction()
})

it('a source of randomness and bytes for files go through unasserted', () => {
  const source: RandomSource = (buffer) => crypto.getRandomValues(buffer)
  expectTypeOf(generateCode(structure, {}, { random: source }).code).toEqualTypeOf<string>()
  const bytes: Uint8Array = createCodeGenerator(structure).bytes({}, 10)
  expectTypeOf(bytes).toExtend<Uint8Array>()
})
