import {
  createCodeGenerator,
  isCodeStructureError,
  type CodeStructureOptions,
  type GeneratedCode,
} from '@referly-kit/codegen-structure'
import type { PromotionalCode } from '@referly-kit/types'
import { createValueError, isServerError, ServerError } from '../errors.js'
import type { ProgramData } from './ports.js'
import type { NewCode } from './records.js'

// Measured with 99% of the codes taken: 1, then 32, then 256 draws fail in 9% of cases; ten single draws in 89%.
const rounds: readonly number[] = [1, 32, 256]
// Up to this number of possible codes, the last round reads all taken ones, so that it finds the last free code.
const smallSpace = 65_536

/**
 * Inserts the draft under a free code of the structure.
 *
 * @throws ServerError `INVALID_INPUT` for an invalid structure, `CODES_EXHAUSTED` when no free code was found.
 */
export async function insertGenerated(
  data: ProgramData,
  draft: NewCode,
  structure: CodeStructureOptions,
): Promise<PromotionalCode> {
  const taken = new Set<string>()
  try {
    for (const draws of rounds) {
      const code = await insertOneOf(data, draft, { structure, draws, taken })
      if (code !== undefined) return code
    }
  } catch (error) {
    throw toServerError(error)
  }
  const drawn = rounds.reduce((sum, draws) => sum + draws, 0)
  const hint = 'Increase randomCharsLength or choose another prefix.'
  throw new ServerError('CODES_EXHAUSTED', `All ${drawn} generated codes were taken. ${hint}`, {
    field: 'promotionalCode.codeStructure',
    hint,
  })
}

interface Round {
  readonly structure: CodeStructureOptions
  readonly draws: number
  /** Keys known to be taken; grows with every round. */
  readonly taken: Set<string>
}

async function insertOneOf(
  data: ProgramData,
  draft: NewCode,
  { structure, draws, taken }: Round,
): Promise<PromotionalCode | undefined> {
  const generator = createCodeGenerator(structure, { taken: (key) => taken.has(key) })
  const { affiliate, coupon } = draft.code
  const subject = { affiliate, coupon }
  if (draws === rounds.at(-1) && generator.capacity <= smallSpace) {
    const stem = toStemKey(generator.one(subject))
    for (const key of await data.promotionalCodes.listTakenByStem(stem)) taken.add(key)
  }
  const drawn = Array.from({ length: draws }, () => generator.one(subject))
  // A single code is nearly always free, so it is inserted without asking first.
  const keys = draws === 1 ? [] : drawn.map(({ key }) => key)
  const inUse = keys.length === 0 ? [] : await data.promotionalCodes.listTaken(keys)
  for (const key of inUse) taken.add(key)
  const free = drawn.find(({ key }) => !taken.has(key))
  if (free === undefined) return undefined
  const code = { ...draft.code, code: free.code }
  return insertUnlessTaken(data, { ...draft, code }, () => taken.add(free.key))
}

function toStemKey({ key, parts }: GeneratedCode): string {
  const random = parts.find(({ name }) => name === 'randomChars')?.text.length ?? 0
  return key.slice(0, key.length - random)
}

async function insertUnlessTaken(
  data: ProgramData,
  draft: NewCode,
  onTaken: () => void,
): Promise<PromotionalCode | undefined> {
  try {
    await data.promotionalCodes.insert(draft)
    return draft.code
  } catch (error) {
    if (!isServerError(error, 'DUPLICATE') || error.field !== 'promotionalCode.code') throw error
    onTaken()
    return undefined
  }
}

function toServerError(error: unknown): unknown {
  if (!isCodeStructureError(error)) return error
  if (error.code === 'NO_CSPRNG' || error.code === 'BROKEN_RANDOM_SOURCE') return error
  if (error.code === 'CODES_EXHAUSTED') {
    return new ServerError('CODES_EXHAUSTED', error.message, { cause: error })
  }
  const { field, expected, received, hint } = error
  const value = { field: `promotionalCode.${field}`, expected, received, hint }
  return createValueError('INVALID_INPUT', value, { cause: error })
}
