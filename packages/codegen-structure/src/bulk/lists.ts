import { CodeStructureError, toReceived } from '../errors.js'
import { createExhaustedError, generateOne, type GeneratorContext } from '../issue.js'
import type { RandomPart } from '../random-part.js'
import { blockLimit, type Bytes } from '../random.js'
import { countCodes, findSpreadsheetValues } from '../spreadsheet.js'
import { createStem, type Stem } from '../stems.js'
import type { CodeSubject } from '../subject.js'
import { fromAscii, toAsciiBytes, toStride, toTemplate, type CodeLayout } from './code-layout.js'
import { createDistinctWriter, createRepeatingWriter } from './code-writer.js'
import type { WriteDistinct } from './distinct.js'
import { createTakenChecks, dropSpreadsheetValues } from './kept-codes.js'
import { blockCodes } from './random-texts.js'
import { createWordPool } from './word-pool.js'

/** The text after each code in `bytes`. */
export type CodeTerminator = '' | '\n' | '\r\n'

/** A checked request for distinct codes of one subject. */
export interface CodeRun {
  readonly context: GeneratorContext
  readonly stem: Stem
  readonly count: number
}

/** A request for codes of one subject. */
export interface RunDemand {
  readonly subject: CodeSubject
  readonly count: number
  /** Highest allowed count. */
  readonly limit: number
}

const firstCodes = 8
/** Maximum number of codes per array: 10 million take 500 MB. */
export const listLimit = 10_000_000
/** Maximum number of codes per call as bytes or as a stream. */
export const runLimit = 100_000_000

/**
 * Checks a request before the first code is created.
 *
 * @throws CodeStructureError `INVALID_COUNT`, `CODES_EXHAUSTED`, and for the subject as `createStem`
 */
export function createRun(context: GeneratorContext, demand: RunDemand): CodeRun {
  const { subject, count, limit } = demand
  assertCount(count, limit)
  const stem = createStem(context.structure, subject)
  const capacity = countCodes(stem.key, context.structure.random)
  const taken = context.taken.textsOf(stem.key, context.structure.random).length
  if (count > capacity - taken) throw createExhaustedError({ requested: count, capacity, taken })
  return { context, stem, count }
}

/** Creates the codes of a run as an array. */
export function generateList(run: CodeRun): string[] {
  // Preallocated, so that it is never copied while it grows.
  const codes = Array<string>(run.count)
  let made = 0
  for (const { text, width } of generateTexts(run)) {
    for (let start = 0; start < text.length; start += width) {
      codes[made] = text.substring(start, start + width)
      made++
    }
  }
  return codes
}

/** Creates the codes of a run lazily. */
export function createCodeStream(run: CodeRun): IterableIterator<string> {
  return toStream(generateTexts(run))
}

/**
 * Creates an endless lazy stream of independent codes, which may repeat.
 *
 * @throws CodeStructureError for the subject as `createStem`; `CODES_EXHAUSTED` when no free code is found
 */
export function createEndlessStream(
  context: GeneratorContext,
  subject: CodeSubject,
): IterableIterator<string> {
  const stem = createStem(context.structure, subject)
  const { random } = context.structure
  const isDrawn = random !== undefined && context.taken.size === 0
  return toStream(isDrawn ? generateDrawn(context, stem, random) : generateSingly(context, stem))
}

function* generateDrawn(
  { draw }: GeneratorContext,
  stem: Stem,
  random: RandomPart,
): Generator<CodeText, void, undefined> {
  const layout = { stem: stem.text, random, terminator: '' }
  const width = toStride(layout)
  const values = findSpreadsheetValues(stem.key, random)
  // Starts with small blocks, so that taking a few codes stays cheap.
  for (let codes = firstCodes; ; codes *= 4) {
    const words = codes < blockCodes ? codes * random.length : blockLimit / 2
    const write = createRepeatingWriter(layout, createWordPool(draw, words))
    const target = toTemplate(layout, codes)
    const block = { target, start: 0, end: target.length }
    for (;;) {
      write(block)
      const end =
        values === undefined ? target.length : dropSpreadsheetValues(target, layout, values)
      yield { text: fromAscii(target.subarray(0, end)), width }
      if (codes < blockCodes) break
    }
  }
}

function* generateSingly(
  context: GeneratorContext,
  stem: Stem,
): Generator<CodeText, void, undefined> {
  for (;;) {
    const { code } = generateOne(context, stem, context.taken)
    yield { text: code, width: code.length }
  }
}

function toStream(texts: Iterator<CodeText, void, undefined>): IterableIterator<string> {
  let [text, width, start] = ['', 0, 0]
  const stream: IterableIterator<string> = {
    [Symbol.iterator]: () => stream,
    next() {
      // A block may come out empty when none of its few codes was kept.
      while (start === text.length) {
        const { value, done } = texts.next()
        if (done === true) return { value: undefined, done }
        text = value.text
        width = value.width
        start = 0
      }
      const end = start + width
      const value = text.substring(start, end)
      start = end
      return { value, done: false }
    },
  }
  return stream
}

/** Creates the codes of a run as ASCII, each followed by the terminator. */
export function generateBytes(run: CodeRun, terminator: CodeTerminator): Bytes {
  const { random } = run.context.structure
  if (random === undefined) {
    return toAsciiBytes(
      generateFixedCodes(run)
        .map((code) => code + terminator)
        .join(''),
    )
  }
  const layout = { stem: run.stem.text, random, terminator }
  const target = toTemplate(layout, run.count)
  const write = createWriter(run, layout)
  const block = blockCodes * toStride(layout)
  for (let start = 0; start < target.length;) {
    start = write({ target, start, end: Math.min(target.length, start + block) })
  }
  return target
}

/** Many codes of equal width in one string, to be cut. */
interface CodeText {
  readonly text: string
  readonly width: number
}

function* generateTexts(run: CodeRun): Generator<CodeText, void, undefined> {
  const { random } = run.context.structure
  if (random === undefined) {
    for (const text of generateFixedCodes(run)) yield { text, width: text.length }
    return
  }
  const layout = { stem: run.stem.text, random, terminator: '' }
  const width = toStride(layout)
  const target = toTemplate(layout, Math.min(run.count, blockCodes))
  const write = createWriter(run, layout)
  for (let left = run.count; left > 0;) {
    const end = write({ target, start: 0, end: Math.min(left, blockCodes) * width })
    yield { text: fromAscii(target.subarray(0, end)), width }
    left -= end / width
  }
}

function generateFixedCodes({ context, stem, count }: CodeRun): string[] {
  return count === 0 ? [] : [generateOne(context, stem, context.taken).code]
}

function createWriter({ context, stem, count }: CodeRun, layout: CodeLayout): WriteDistinct {
  const { taken, draw } = context
  const { random } = layout
  const capacity = countCodes(stem.key, random)
  // One word per pair, one for letter case, and 10% more for rejected draws.
  const words = Math.ceil(random.length / 2) + 1
  return createDistinctWriter({
    layout,
    pool: createWordPool(draw, Math.ceil(count * words * 1.1)),
    count,
    takenTexts: taken.textsOf(stem.key, random),
    ...createTakenChecks(stem.key, random, taken),
    toExhaustedError: () => createExhaustedError({ requested: count, capacity }),
  })
}

function assertCount(count: number, limit: number): void {
  if (Number.isInteger(count) && count >= 0 && count <= limit) return
  throw new CodeStructureError('INVALID_COUNT', {
    field: 'count',
    expected: `a whole number from 0 to ${limit}`,
    received: toReceived(count),
    hint: 'Split larger requests and pass the earlier codes as taken.',
  })
}
