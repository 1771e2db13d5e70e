import { fromAscii, toAsciiBytes } from './ascii.js'
import type { Bytes } from './bytes.js'
import { BLOCK_CODES, createWordPool } from './cells.js'
import type { CodeLayout, CodeWriter } from './code-writer.js'
import { createCodeWriter, toStride, toTemplate } from './code-writer.js'
import { createDistinctTexts } from './distinct.js'
import { CodeStructureError } from './errors.js'
import type { Workshop } from './issue.js'
import { createExhaustedError, generateOne } from './issue.js'
import { toReceived } from './received.js'
import type { Stem } from './stems.js'
import { createStem } from './stems.js'
import type { CodeSubject } from './subject.js'

/** What stands after each code in bytes. */
export type CodeTerminator = '' | '\n' | '\r\n'

/** Distinct codes of one subject, known to exist as far as it can be known beforehand. */
export interface CodeRun {
  readonly workshop: Workshop
  readonly stem: Stem
  readonly count: number
}

/** Which codes are asked for. */
export interface RunDemand {
  readonly subject: CodeSubject
  readonly count: number
  /** The most that may be asked for. */
  readonly limit: number
}

/** Most codes that one call gives as an array: 10 million take 500 MB. */
export const LIST_LIMIT = 10_000_000
/** Most codes that one call gives as bytes or as a stream. */
export const RUN_LIMIT = 100_000_000

/**
 * Checks a demand before its first code is made.
 *
 * @throws CodeStructureError `INVALID_COUNT`, `CODES_EXHAUSTED`, and for the subject as `createStem`
 */
export function createRun(workshop: Workshop, demand: RunDemand): CodeRun {
  const { subject, count, limit } = demand
  assertCount(count, limit)
  const stem = createStem(workshop.structure, subject)
  const { capacity } = workshop
  const taken = workshop.taken.textsOf(stem.key, workshop.structure.random).length
  if (count > capacity - taken) throw createExhaustedError({ requested: count, capacity, taken })
  return { workshop, stem, count }
}

/** Makes the codes of a run as an array. */
export function generateList(run: CodeRun): string[] {
  const codes: string[] = []
  for (const { text, width } of generateTexts(run)) {
    for (let start = 0; start < text.length; start += width) {
      codes.push(text.substring(start, start + width))
    }
  }
  return codes
}

/** Makes the codes of a run one after another, as they are asked for. */
export function createCodeStream(run: CodeRun): IterableIterator<string> {
  const texts = generateTexts(run)
  let current = { text: '', width: 0 }
  let start = 0
  const stream: IterableIterator<string> = {
    [Symbol.iterator]: () => stream,
    next() {
      if (start === current.text.length) {
        const { value, done } = texts.next()
        if (done === true) return { value: undefined, done }
        current = value
        start = 0
      }
      const end = start + current.width
      const value = current.text.substring(start, end)
      start = end
      return { value, done: false }
    },
  }
  return stream
}

/** Makes the codes of a run as ASCII, each followed by the terminator. */
export function generateBytes(run: CodeRun, terminator: CodeTerminator): Bytes {
  const { random } = run.workshop.structure
  if (random === undefined) {
    return toAsciiBytes(
      generateFixedCodes(run)
        .map((code) => code + terminator)
        .join(''),
    )
  }
  const layout = { stem: run.stem.text, random, terminator }
  const target = new Uint8Array(run.count * toStride(layout))
  let filled = 0
  for (const bytes of generateBlocks(run, layout)) {
    target.set(bytes, filled)
    filled += bytes.length
  }
  return target
}

/** Many codes in one text, which is cut where they are needed. */
interface CodeText {
  readonly text: string
  readonly width: number
}

function* generateTexts(run: CodeRun): Generator<CodeText, void, undefined> {
  const { random } = run.workshop.structure
  if (random === undefined) {
    for (const text of generateFixedCodes(run)) yield { text, width: text.length }
    return
  }
  const layout = { stem: run.stem.text, random, terminator: '' }
  const width = toStride(layout)
  for (const bytes of generateBlocks(run, layout)) yield { text: fromAscii(bytes), width }
}

/** Gives the same bytes again and again with other codes in them. */
function* generateBlocks(run: CodeRun, layout: CodeLayout): Generator<Uint8Array, void, undefined> {
  const block = toTemplate(layout, Math.min(run.count, BLOCK_CODES))
  const writer = createWriter(run, layout)
  for (let made = 0; made < run.count;) {
    const codes = writer.write(block, run.count - made)
    yield block.subarray(0, codes * toStride(layout))
    made += codes
  }
}

function generateFixedCodes({ workshop, stem, count }: CodeRun): string[] {
  return count === 0 ? [] : [generateOne(workshop, stem, workshop.taken).code]
}

function createWriter({ workshop, stem, count }: CodeRun, layout: CodeLayout): CodeWriter {
  const { taken, draw, capacity } = workshop
  const { random } = layout
  // One draw for each cell and one for letter case, and a few to spare for rejected ones.
  const words = Math.ceil(random.length / 2) + 1
  const pool = createWordPool(draw, Math.ceil(count * words * 1.1))
  const texts = createDistinctTexts({
    random,
    pool,
    count,
    lost: taken.textsOf(stem.key, random),
    isTaken: taken.size !== undefined ? undefined : (text) => taken.has(stem.key + text),
    toExhaustedError: () => createExhaustedError({ requested: count, capacity }),
  })
  return createCodeWriter(layout, texts, pool)
}

function assertCount(count: number, limit: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= limit) return
  throw new CodeStructureError('INVALID_COUNT', {
    field: 'count',
    expected: `a whole number from 0 to ${limit}`,
    received: toReceived(count),
    hint: 'Split larger demands and pass the earlier codes as taken.',
  })
}
