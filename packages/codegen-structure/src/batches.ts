import { toCodeKey } from './code-key.js'
import { CodeStructureError } from './errors.js'
import type { GeneratedCode, Workshop } from './issue.js'
import { createExhaustedError, generateOne } from './issue.js'
import { toReceived } from './received.js'
import { createStem } from './stems.js'
import type { CompiledStructure } from './structure.js'
import type { CodeSubject } from './subject.js'
import type { TakenKeys } from './taken.js'

/** A code of a batch together with the subject it is for. */
export type BatchCode<Subject extends CodeSubject> = GeneratedCode & { readonly subject: Subject }

// The issued keys live in one Set, which holds 2^24 entries at most.
const LIST_LIMIT = 10_000_000

/** Makes distinct codes of one subject, or refuses before the first. */
export function generateList(workshop: Workshop, subject: CodeSubject, count: number): string[] {
  assertListCount(count)
  const stem = createStem(workshop.structure, subject)
  assertRoom(workshop, new Map([[toCodeKey(stem.text), count]]))
  const issued = new Set<string>()
  return Array.from({ length: count }, () => {
    const { code, key } = generateOne(workshop, stem, createTakenTest(workshop.taken, issued))
    issued.add(key)
    return code
  })
}

/** Makes a distinct code for each subject; an array that does not fit is refused before the first. */
export function createBatch<Subject extends CodeSubject>(
  workshop: Workshop,
  subjects: Iterable<Subject>,
): Generator<BatchCode<Subject>, void, undefined> {
  if (Array.isArray(subjects)) assertRoom(workshop, toDemand(workshop.structure, subjects))
  return generateBatch(workshop, subjects)
}

function* generateBatch<Subject extends CodeSubject>(
  workshop: Workshop,
  subjects: Iterable<Subject>,
): Generator<BatchCode<Subject>, void, undefined> {
  const issued = new Set<string>()
  const isTaken = createTakenTest(workshop.taken, issued)
  for (const subject of subjects) {
    const generated = generateOne(workshop, createStem(workshop.structure, subject), isTaken)
    issued.add(generated.key)
    yield { subject, ...generated }
  }
}

function createTakenTest(taken: TakenKeys, issued: ReadonlySet<string>): (key: string) => boolean {
  return (key) => issued.has(key) || taken.has(key)
}

/** Counts the codes that each stem will have to give. */
function toDemand(
  structure: CompiledStructure,
  subjects: readonly CodeSubject[],
): Map<string, number> {
  const demand = new Map<string, number>()
  for (const subject of subjects) {
    const key = toCodeKey(createStem(structure, subject).text)
    demand.set(key, (demand.get(key) ?? 0) + 1)
  }
  return demand
}

function assertRoom({ structure, capacity, taken }: Workshop, demand: Map<string, number>): void {
  const lost = taken.countByStem(new Set(demand.keys()), structure.random)
  for (const [stemKey, requested] of demand) {
    const counts = { requested, capacity, taken: lost.get(stemKey) ?? 0 }
    if (requested > capacity - counts.taken) throw createExhaustedError(counts)
  }
}

function assertListCount(count: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= LIST_LIMIT) return
  throw new CodeStructureError('INVALID_COUNT', {
    field: 'count',
    expected: `a whole number from 0 to ${LIST_LIMIT}`,
    received: toReceived(count),
    hint: 'Split larger lists and pass the earlier codes as taken.',
  })
}
