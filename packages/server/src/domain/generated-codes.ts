import {
  type CodeStructureOptions,
  type GeneratedCode,
  createCodeGenerator,
  isCodeStructureError,
} from '@referly-kit/codegen-structure'
import type { PromotionalCode } from '@referly-kit/types'
import { isServerError, ServerError } from '../errors.js'
import { createInputError } from './input.js'
import type { ProgramData } from './store.js'

// Measured at 99 % occupancy: 1, then 32, then 256 draws fail in 9 % of cases, ten times one draw in 89 %.
const rounds: readonly number[] = [1, 32, 256]
// Up to here all that is taken is read for the last round, and the last free code is found.
const smallSpace = 65_536

/**
 * Gives the draft a code of the structure that nobody has yet and keeps it.
 *
 * @throws ServerError `INVALID_INPUT` for a structure that makes no code, `CODES_EXHAUSTED` when no free one was found.
 */
export async function insertGenerated(
  data: ProgramData,
  draft: PromotionalCode,
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
  throw new ServerError(
    'CODES_EXHAUSTED',
    `promotionalCode.codeStructure: none of ${drawn} codes drawn was free: raise randomCharsLength or choose another prefix.`,
  )
}

interface Round {
  readonly structure: CodeStructureOptions
  readonly draws: number
  /** Keys that are known to be in use; grows from round to round. */
  readonly taken: Set<string>
}

async function insertOneOf(
  data: ProgramData,
  draft: PromotionalCode,
  { structure, draws, taken }: Round,
): Promise<PromotionalCode | undefined> {
  const generator = createCodeGenerator(structure, { taken: (key) => taken.has(key) })
  const subject = { affiliate: draft.affiliate, coupon: draft.coupon }
  if (draws === rounds.at(-1) && generator.capacity <= smallSpace) {
    const stem = toStemKey(generator.one(subject))
    for (const key of await data.promotionalCodes.listTakenByStem(stem)) taken.add(key)
  }
  const drawn = Array.from({ length: draws }, () => generator.one(subject))
  // A lone draw is nearly always free: to insert it is to ask.
  const keys = draws === 1 ? [] : drawn.map(({ key }) => key)
  const inUse = keys.length === 0 ? [] : await data.promotionalCodes.listTaken(keys)
  for (const key of inUse) taken.add(key)
  const free = drawn.find(({ key }) => !taken.has(key))
  return free && insertUnlessTaken(data, { ...draft, code: free.code }, () => taken.add(free.key))
}

function toStemKey({ key, parts }: GeneratedCode): string {
  const random = parts.find(({ name }) => name === 'randomChars')?.text.length ?? 0
  return key.slice(0, key.length - random)
}

async function insertUnlessTaken(
  data: ProgramData,
  code: PromotionalCode,
  onTaken: () => void,
): Promise<PromotionalCode | undefined> {
  try {
    await data.promotionalCodes.insert(code)
    return code
  } catch (error) {
    if (!isServerError(error, 'DUPLICATE') || error.field !== 'promotionalCode.code') throw error
    onTaken()
    return undefined
  }
}

function toServerError(error: unknown): unknown {
  if (!isCodeStructureError(error)) return error
  const message = `promotionalCode.${error.field} must be ${error.expected}, received ${error.received}. ${error.hint}`
  if (error.code === 'CODES_EXHAUSTED') {
    return new ServerError('CODES_EXHAUSTED', error.message, { cause: error })
  }
  const isOurs = error.code === 'NO_CSPRNG' || error.code === 'BROKEN_RANDOM_SOURCE'
  return isOurs ? error : createInputError(message, error)
}
