import {
  createExhaustedError,
  generateOne,
  type GeneratedCode,
  type TakenLookup,
  type GeneratorContext,
} from './issue.js'
import type { RandomDraw } from './random.js'
import { countCodes } from './spreadsheet.js'
import { createStem } from './stems.js'
import type { CodeSubject } from './subject.js'
import type { TakenKeys } from './taken.js'

/** A code of a batch, with its subject. */
export type BatchCode<Subject extends CodeSubject> = GeneratedCode & { readonly subject: Subject }

/** Creates a distinct code for each subject; an array that does not fit is rejected before the first code. */
export function createBatch<Subject extends CodeSubject>(
  context: GeneratorContext,
  subjects: Iterable<Subject>,
): Generator<BatchCode<Subject>, void, undefined> {
  if (Array.isArray(subjects)) assertRoom(context, subjects)
  return generateBatch(context, subjects)
}

function* generateBatch<Subject extends CodeSubject>(
  context: GeneratorContext,
  subjects: Iterable<Subject>,
): Generator<BatchCode<Subject>, void, undefined> {
  const given = createTakenMemory(context.capacity, context.draw)
  const taken = joinKeys(context.taken, given)
  for (const subject of subjects) {
    const { code, key, parts, omitted, omittedLetters, shortened } = generateOne(
      context,
      createStem(context.structure, subject),
      taken,
    )
    given.add(key)
    yield { subject, code, key, parts, omitted, omittedLetters, shortened }
  }
}

function joinKeys(taken: TakenKeys, given: TakenMemory): TakenLookup {
  if (taken.size === 0) return given
  return {
    has: (key) => given.has(key) || taken.has(key),
    get size() {
      return taken.size === undefined ? undefined : taken.size + given.size
    },
  }
}

/** Asserts that every stem has enough free codes for its subjects. */
function assertRoom(
  { structure, taken }: GeneratorContext,
  subjects: readonly CodeSubject[],
): void {
  const demand = new Map<string, number>()
  for (const subject of subjects) {
    const stemKey = createStem(structure, subject).key
    demand.set(stemKey, (demand.get(stemKey) ?? 0) + 1)
  }
  const takenTexts = taken.countByStem(demand, structure.random)
  for (const [stemKey, requested] of demand) {
    const capacity = countCodes(stemKey, structure.random)
    const counts = { requested, capacity, taken: takenTexts.get(stemKey) ?? 0 }
    if (requested > capacity - counts.taken) throw createExhaustedError(counts)
  }
}

/** The codes taken by earlier subjects of a batch. */
export interface TakenMemory {
  readonly size: number
  has(key: string): boolean
  add(key: string): void
}

/** Spaces up to this size may be used up, so their keys are stored exactly. */
const exactCapacity = 2 ** 16
const firstSlots = 1024
const fullest = 3 / 4

/**
 * Creates an empty set of taken codes, for spaces of `capacity` codes per stem.
 *
 * For large spaces, it stores a 64-bit hash that is seeded per batch: 11 to 21 bytes per code instead of the
 * 100 of a Set, and no limit at 2^24. Two codes sharing a hash, once in 100,000 batches of 10 million codes, cost
 * one more draw and nothing else.
 */
export function createTakenMemory(capacity: number, draw: RandomDraw): TakenMemory {
  return capacity <= exactCapacity ? new Set<string>() : createHashes(draw)
}

function createHashes(draw: RandomDraw): TakenMemory {
  const seed = toSeed(draw)
  const hash = new Int32Array(2)
  // Two words per slot, both 0 in a free slot.
  let table = new Int32Array(firstSlots * 2)
  let size = 0
  let hashed: string | undefined
  // A key is added right after it was looked up, so its hash is reused.
  function hashOnce(key: string): void {
    if (key !== hashed) writeHash(key, seed, hash)
    hashed = key
  }
  return {
    get size() {
      return size
    },
    has(key) {
      hashOnce(key)
      const slot = findSlot(table, hash[0]!, hash[1]!)
      return table[slot] !== 0 || table[slot + 1] !== 0
    },
    add(key) {
      if (size >= (table.length / 2) * fullest) table = toLargerTable(table)
      hashOnce(key)
      putHash(table, hash[0]!, hash[1]!)
      size++
    },
  }
}

/** Finds the slot of a hash, or the free slot where it belongs. */
function findSlot(table: Int32Array, low: number, high: number): number {
  const last = table.length - 1
  let slot = (low << 1) & last
  while (table[slot] !== 0 || table[slot + 1] !== 0) {
    if (table[slot] === low && table[slot + 1] === high) break
    slot = (slot + 2) & last
  }
  return slot
}

function putHash(table: Int32Array, low: number, high: number): void {
  const slot = findSlot(table, low, high)
  table[slot] = low
  table[slot + 1] = high
}

function toLargerTable(before: Int32Array): Int32Array<ArrayBuffer> {
  const table = new Int32Array(before.length * 2)
  for (let slot = 0; slot < before.length; slot += 2) {
    if (before[slot] !== 0 || before[slot + 1] !== 0) {
      putHash(table, before[slot]!, before[slot + 1]!)
    }
  }
  return table
}

function toSeed(draw: RandomDraw): number {
  let seed = 0
  for (let byte = 0; byte < 4; byte++) seed = (seed << 8) | draw.below(256)
  return seed
}

/** Writes a 64-bit hash: two multiplicative lanes with MurmurHash3's constants and finalizer. Never 0 and 0. */
function writeHash(key: string, seed: number, hash: Int32Array): void {
  let low = seed
  let high = ~seed
  for (let index = 0; index < key.length; index++) {
    const unit = key.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x85ebca6b)
    low ^= low >>> 13
    high = Math.imul(high ^ unit, 0xc2b2ae35)
    high ^= high >>> 16
  }
  low = Math.imul(low ^ (high >>> 15), 0x85ebca6b)
  high = Math.imul(high ^ (low >>> 13), 0xc2b2ae35)
  hash[0] = low ^ (high >>> 16) || 1
  hash[1] = high
}
