import {
  type GeneratedCode,
  type GoneKeys,
  type Workshop,
  createExhaustedError,
  generateOne,
} from './issue.js'
import { type IssuedKeys, createIssuedKeys } from './issued.js'
import { createStem } from './stems.js'
import type { CodeSubject } from './subject.js'
import type { TakenKeys } from './taken.js'

/** A code of a batch together with the subject it is for. */
export type BatchCode<Subject extends CodeSubject> = GeneratedCode & { readonly subject: Subject }

/** Creates a distinct code for each subject; an array that does not fit is refused before the first. */
export function createBatch<Subject extends CodeSubject>(
  workshop: Workshop,
  subjects: Iterable<Subject>,
): Generator<BatchCode<Subject>, void, undefined> {
  if (Array.isArray(subjects)) assertRoom(workshop, subjects)
  return generateBatch(workshop, subjects)
}

function* generateBatch<Subject extends CodeSubject>(
  workshop: Workshop,
  subjects: Iterable<Subject>,
): Generator<BatchCode<Subject>, void, undefined> {
  const issued = createIssuedKeys(workshop.capacity, workshop.draw)
  const gone = joinKeys(workshop.taken, issued)
  for (const subject of subjects) {
    const { code, key, parts, omitted, shortened } = generateOne(
      workshop,
      createStem(workshop.structure, subject),
      gone,
    )
    issued.add(key)
    yield { subject, code, key, parts, omitted, shortened }
  }
}

function joinKeys(taken: TakenKeys, issued: IssuedKeys): GoneKeys {
  if (taken.size === 0) return issued
  return {
    has: (key) => issued.has(key) || taken.has(key),
    get size() {
      return taken.size === undefined ? undefined : taken.size + issued.size
    },
  }
}

/** Counts the codes that each stem will have to give, and compares. */
function assertRoom(
  { structure, capacity, taken }: Workshop,
  subjects: readonly CodeSubject[],
): void {
  const demand = new Map<string, number>()
  for (const subject of subjects) {
    const stemKey = createStem(structure, subject).key
    demand.set(stemKey, (demand.get(stemKey) ?? 0) + 1)
  }
  const lost = taken.countByStem(demand, structure.random)
  for (const [stemKey, requested] of demand) {
    const counts = { requested, capacity, taken: lost.get(stemKey) ?? 0 }
    if (requested > capacity - counts.taken) throw createExhaustedError(counts)
  }
}
