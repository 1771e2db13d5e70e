import { createBatch, type BatchCode } from './batches.js'
import {
  createCodeStream,
  createEndlessStream,
  createRun,
  generateBytes,
  generateList,
  listLimit,
  runLimit,
  type CodeTerminator,
} from './bulk/lists.js'
import { CodeStructureError, toKind } from './errors.js'
import { generateOne, type GeneratedCode, type GeneratorContext } from './issue.js'
import {
  createRandomDraw,
  platformDraw,
  type Bytes,
  type RandomDraw,
  type RandomSource,
} from './random.js'
import { countStructureCodes } from './spreadsheet.js'
import { createStem } from './stems.js'
import {
  compileStructure,
  toDescription,
  type CodeStructureOptions,
  type StructureDescription,
} from './structure.js'
import type { CodeSubject } from './subject.js'
import { readTaken, type Taken } from './taken.js'

/** Options for {@link createCodeGenerator} and {@link generateCode}. */
export interface CodeGeneratorOptions {
  /** Default: the platform's `crypto.getRandomValues`. */
  readonly random?: RandomSource | undefined
  /** Codes that must not be generated. Default: none. */
  readonly taken?: Taken | undefined
}

/** A generator for codes of one structure. It keeps no state between calls. */
export interface CodeGenerator {
  /** Number of case-insensitively distinct codes of one stem; 1 without random characters. */
  readonly capacity: number
  /** Creates one code that is not taken. */
  one(subject: CodeSubject): GeneratedCode
  /** Creates up to 10 million distinct codes for one subject. Throws before the first code if they do not fit. */
  list(subject: CodeSubject, count: number): string[]
  /**
   * Creates codes for one subject lazily: up to 100 million distinct codes, or throws immediately if they do not
   * fit. Without a count, the stream is endless, uses constant memory, and may repeat codes by chance.
   */
  stream(subject: CodeSubject, count?: number): IterableIterator<string>
  /**
   * Creates up to 100 million distinct codes for one subject as ASCII bytes, ready to write to a file. Throws
   * before the first code if they do not fit. The terminator follows each code; default: a line feed.
   */
  bytes(subject: CodeSubject, count: number, terminator?: CodeTerminator): Bytes
  /**
   * Creates a distinct code for each subject, lazily.
   *
   * An array is checked as a whole before the first code; other iterables are read one subject at a time.
   */
  batch<Subject extends CodeSubject>(
    subjects: Iterable<Subject>,
  ): Generator<BatchCode<Subject>, void, undefined>
  /** Describes the structure for people. */
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
 * @throws CodeStructureError see {@link CodeStructureErrorCode}; errors thrown by `toAscii` or `taken` pass through
 */
export function generateCode(
  structure: CodeStructureOptions,
  subject: CodeSubject,
  options: CodeGeneratorOptions = {},
): GeneratedCode {
  const context = createContext(structure, options)
  return generateOne(context, createStem(context.structure, subject), context.taken)
}

/**
 * Creates a generator that validates a structure once and creates any number of codes.
 *
 * @example
 * const codes = createCodeGenerator({ codeStructure: { randomChars: true }, prefix: 'VIP-' })
 * codes.list({}, 2) //=> ['VIP-3fK9', 'VIP-q07M']
 * codes.capacity    //=> 1679616
 * @throws CodeStructureError `INVALID_STRUCTURE`, `INVALID_PREFIX`, `INVALID_ALPHABET`, `INVALID_LENGTH`,
 * `INVALID_OPTION`
 */
export function createCodeGenerator(
  structure: CodeStructureOptions,
  options: CodeGeneratorOptions = {},
): CodeGenerator {
  const context = createContext(structure, options)
  const { structure: compiled } = context
  return {
    capacity: context.capacity,
    one: (subject) => generateOne(context, createStem(compiled, subject), context.taken),
    list: (subject, count) =>
      generateList(createRun(context, { subject, count, limit: listLimit })),
    stream: (subject, count) =>
      count === undefined
        ? createEndlessStream(context, subject)
        : createCodeStream(createRun(context, { subject, count, limit: runLimit })),
    bytes: (subject, count, terminator = '\n') =>
      generateBytes(createRun(context, { subject, count, limit: runLimit }), terminator),
    batch: (subjects) => createBatch(context, subjects),
    describe: () => toDescription(compiled),
  }
}

function createContext(
  structure: CodeStructureOptions,
  options: CodeGeneratorOptions,
): GeneratorContext {
  const compiled = compileStructure(structure)
  return {
    structure: compiled,
    capacity: countStructureCodes(compiled),
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
