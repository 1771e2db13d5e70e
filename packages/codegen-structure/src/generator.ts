import { type BatchCode, createBatch } from './batches.js'
import {
  type CodeTerminator,
  createCodeStream,
  createEndlessStream,
  createRun,
  generateBytes,
  generateList,
  listLimit,
  runLimit,
} from './bulk/lists.js'
import { CodeStructureError, toKind } from './errors.js'
import { type GeneratedCode, type Workshop, generateOne } from './issue.js'
import {
  type Bytes,
  type RandomDraw,
  type RandomSource,
  createRandomDraw,
  platformDraw,
} from './random.js'
import { createStem } from './stems.js'
import {
  type CodeStructureOptions,
  type StructureDescription,
  compileStructure,
  toDescription,
} from './structure.js'
import type { CodeSubject } from './subject.js'
import { type Taken, readTaken } from './taken.js'

/** What a generator works with besides the structure. */
export interface CodeGeneratorOptions {
  /** Default: `crypto.getRandomValues` of the platform. */
  readonly random?: RandomSource | undefined
  /** Codes that must not come out; default: none. */
  readonly taken?: Taken | undefined
}

/** Creates codes of one structure; remembers nothing from one call to the next. */
export interface CodeGenerator {
  /** Distinct codes of one stem without regard to letter case; 1 without random part. */
  readonly capacity: number
  /** Creates one code that is not taken. */
  one(subject: CodeSubject): GeneratedCode
  /** Creates up to 10 million distinct codes of one subject, or refuses before the first. */
  list(subject: CodeSubject, count: number): string[]
  /**
   * Creates codes of one subject as they are asked for: up to 100 million distinct ones, or refuses at
   * once. Without a count they never end and take no memory, and one may come again, as by chance.
   */
  stream(subject: CodeSubject, count?: number): IterableIterator<string>
  /**
   * Creates up to 100 million distinct codes of one subject as ASCII, ready for a file, or refuses
   * before the first. After each code stands the terminator, a line feed unless told otherwise.
   */
  bytes(subject: CodeSubject, count: number, terminator?: CodeTerminator): Bytes
  /**
   * Creates one code for each subject, all distinct, as they are asked for.
   *
   * An array is checked as a whole before the first code; other iterables are read as they come.
   */
  batch<Subject extends CodeSubject>(
    subjects: Iterable<Subject>,
  ): Generator<BatchCode<Subject>, void, undefined>
  describe(): StructureDescription
}

/**
 * Creates one code for a subject.
 *
 * @example
 * generateCode(
 *   {
 *     codeStructure: { firstName: true, randomChars: true },
 *     prefix: 'SAVE',
 *     randomCharsCase: 'uppercase',
 *   },
 *   { affiliate: { firstName: 'John' } },
 * ).code //=> 'SAVEJOHN8X4Z'
 * @throws CodeStructureError see {@link CodeStructureErrorCode}; what `toAscii` or `taken` throw passes
 */
export function generateCode(
  structure: CodeStructureOptions,
  subject: CodeSubject,
  options: CodeGeneratorOptions = {},
): GeneratedCode {
  const workshop = createWorkshop(structure, options)
  return generateOne(workshop, createStem(workshop.structure, subject), workshop.taken)
}

/**
 * Checks a structure once and makes a generator of its codes.
 *
 * @example
 * const codes = createCodeGenerator({ codeStructure: { randomChars: true }, prefix: 'VIP-' })
 * codes.list({}, 2) //=> ['VIP-3fK9', 'VIP-q07M']
 * codes.capacity    //=> 1679616
 * @throws CodeStructureError `INVALID_STRUCTURE`, `INVALID_PREFIX`, `INVALID_ALPHABET`, `INVALID_LENGTH`, `INVALID_OPTION`
 */
export function createCodeGenerator(
  structure: CodeStructureOptions,
  options: CodeGeneratorOptions = {},
): CodeGenerator {
  const workshop = createWorkshop(structure, options)
  const { structure: compiled } = workshop
  return {
    capacity: workshop.capacity,
    one: (subject) => generateOne(workshop, createStem(compiled, subject), workshop.taken),
    list: (subject, count) =>
      generateList(createRun(workshop, { subject, count, limit: listLimit })),
    stream: (subject, count) =>
      count === undefined
        ? createEndlessStream(workshop, subject)
        : createCodeStream(createRun(workshop, { subject, count, limit: runLimit })),
    bytes: (subject, count, terminator = '\n') =>
      generateBytes(createRun(workshop, { subject, count, limit: runLimit }), terminator),
    batch: (subjects) => createBatch(workshop, subjects),
    describe: () => toDescription(compiled),
  }
}

function createWorkshop(structure: CodeStructureOptions, options: CodeGeneratorOptions): Workshop {
  const compiled = compileStructure(structure)
  return {
    structure: compiled,
    capacity: compiled.random?.capacity ?? 1,
    draw: createDraw(options.random),
    taken: readTaken(options.taken),
  }
}

function createDraw(random: RandomSource | undefined): RandomDraw {
  if (random === undefined) return platformDraw
  if (typeof random === 'function') return createRandomDraw(random)
  throw new CodeStructureError('INVALID_OPTION', {
    field: 'options.random',
    expected: 'a function that fills a buffer with random bytes',
    received: toKind(random),
    hint: 'Leave it out to use crypto.getRandomValues.',
  })
}
