import {
  collisionProbability,
  createCodeGenerator,
  isCodeStructureError,
  recommendLength,
  type BatchCode,
  type CodeCoupon,
  type CodeStructureOptions,
} from '@referly-kit/codegen-structure'
import type { Affiliate, CodePart } from '@referly-kit/types'
import type { FieldValues } from '../forms/field.js'
import { texts } from '../texts.js'

/** A person to design a code for. */
export type Person = Pick<Affiliate, 'id' | 'firstName' | 'lastName' | 'email'> & {
  /** The cells of the other columns of a file. */
  readonly extras?: readonly string[]
}

/** A code for a person. */
export type DesignedCode = BatchCode<{ readonly affiliate: Person; readonly coupon: CodeCoupon }>

/** The grade of a property of a design. */
export type Grade = 'good' | 'fair' | 'bad'

/** A property of a design, in words and with a grade. */
export interface Finding {
  readonly title: string
  readonly text: string
  readonly grade: Grade
}

/** The codes of a design, or the field that is wrong. */
export type Preview =
  | {
      readonly kind: 'codes'
      readonly codes: readonly DesignedCode[]
      readonly findings: readonly Finding[]
    }
  | { readonly kind: 'problem'; readonly field: string; readonly message: string }

/** The input of a preview. */
export interface PreviewInput {
  readonly values: FieldValues
  readonly coupon: CodeCoupon
  /** Everyone who would get a code, or some of them. */
  readonly people: readonly Person[]
  /** The number of those who would get a code. Default: that of `people`. */
  readonly count?: number
  /** Returns whether a code exists already, by its `toCodeKey`. */
  readonly taken: (codeKey: string) => boolean
}

/** The values that the designer starts with: `SAVE` and the first name with four characters that cannot be guessed. */
export const firstDesign: FieldValues = {
  prefix: '',
  firstName: true,
  lastName: false,
  email: false,
  discountAmount: true,
  couponName: false,
  randomChars: true,
  randomCharsLength: '4',
  randomCharsCase: 'uppercase',
  alphabet: 'clear',
  separator: '',
}

/** The parts of a code, in order of appearance. */
export const partNames: readonly CodePart[] = [
  'firstName',
  'lastName',
  'email',
  'discountAmount',
  'couponName',
  'randomChars',
]

/** Returns the structure that the fields of the designer describe. */
function toStructure(values: FieldValues): CodeStructureOptions {
  const parts = partNames.map((part) => [part, values[part] === true])
  return {
    codeStructure: Object.fromEntries(parts) as CodeStructureOptions['codeStructure'],
    prefix: String(values['prefix'] ?? '').trim(),
    randomCharsLength: Number(values['randomCharsLength']),
    randomCharsCase: values['randomCharsCase'] as 'uppercase' | 'lowercase' | 'mixed',
    alphabet: String(values['alphabet']),
    separator: values['separator'] as '' | '-' | '_',
  }
}

/** Number of people whose codes are shown, and who the findings are based on. */
export const sampleSize = 200

/** Creates codes for some of the people, and describes the design based on them. */
export function createPreview(input: PreviewInput): Preview {
  const { values, coupon, people, count = people.length, taken } = input
  try {
    const structure = toStructure(values)
    const generator = createCodeGenerator(structure, { taken })
    const sample = people.slice(0, sampleSize)
    const codes = [...generator.batch(sample.map((affiliate) => ({ affiliate, coupon })))]
    const findings = listFindings(codes, { structure, count })
    return { kind: 'codes', codes, findings }
  } catch (error) {
    if (!isCodeStructureError(error)) throw error
    const { field, message } = error
    return { kind: 'problem', field: field.split('.').at(-1) ?? field, message: toPlain(message) }
  }
}

/** Creates the codes of everyone. */
export function createCodes({ values, coupon, people, taken }: PreviewInput): DesignedCode[] {
  const generator = createCodeGenerator(toStructure(values), { taken })
  return [...generator.batch(people.map((affiliate) => ({ affiliate, coupon })))]
}

interface Scope {
  readonly structure: CodeStructureOptions
  /** Number of people who would get a code. */
  readonly count: number
}

function listFindings(codes: readonly DesignedCode[], scope: Scope): readonly Finding[] {
  const { capacity } = createCodeGenerator(scope.structure)
  const live = countLive(codes, scope)
  return [
    toLengthFinding(codes),
    toCapacityFinding(capacity, live),
    toGuessFinding(scope.structure, capacity / live, live),
    toCollisionFinding(collisionProbability(live, capacity)),
    ...toLetterFindings(codes),
  ]
}

/**
 * Counts the codes that share everything but their random characters. Guessing any of them is a
 * hit.
 */
function countLive(codes: readonly DesignedCode[], { structure, count }: Scope): number {
  const { firstName, lastName, email } = structure.codeStructure
  if (!firstName && !lastName && !email) return Math.max(1, count)
  const stems = new Map<string, number>()
  for (const { parts } of codes) {
    const named = parts.filter(({ name }) => name !== 'randomChars')
    const stem = named.map(({ text }) => text).join(' ')
    stems.set(stem, (stems.get(stem) ?? 0) + 1)
  }
  return Math.max(1, ...stems.values())
}

const { findings: words } = texts.designer

function toLengthFinding(codes: readonly DesignedCode[]): Finding {
  const lengths = codes.map(({ code }) => code.length)
  const longest = Math.max(0, ...lengths)
  const grades = { good: 14, fair: 20 }
  return {
    title: words.length,
    text: words.lengthText(Math.min(longest, ...lengths), longest),
    grade: toGrade(-longest, -grades.good, -grades.fair),
  }
}

function toCapacityFinding(capacity: number, live: number): Finding {
  return {
    title: words.capacity,
    text: words.capacityText(capacity, live),
    grade: toGrade(capacity, 100 * live, live),
  }
}

/** A script can try fewer than a million codes, and a person fewer than ten thousand. */
const tries = { good: 1_000_000, fair: 10_000 }

function toGuessFinding(structure: CodeStructureOptions, count: number, live: number): Finding {
  const grade = toGrade(count, tries.good, tries.fair)
  const length = recommendLength({ codes: live, alphabet: structure.alphabet })
  const advice = grade === 'good' ? '' : ` ${words.guessAdvice(length)}`
  const text = count < 2 ? words.guessCertain : words.guessText(count)
  return { title: words.guess, text: text + advice, grade }
}

function toCollisionFinding(probability: number): Finding {
  return {
    title: words.collision,
    text: words.collisionText(probability),
    grade: toGrade(-probability, -0.01, -0.5),
  }
}

/** Maximum number of people named in one finding. */
const mostNamed = 3

function toLetterFindings(codes: readonly DesignedCode[]): readonly Finding[] {
  const lost = codes.filter(({ omittedLetters, omitted }) => {
    return omittedLetters.length > 0 || omitted.length > 0
  })
  if (lost.length === 0) return [{ title: words.letters, text: words.lettersKept, grade: 'good' }]
  const names = lost.slice(0, mostNamed).map(({ subject: { affiliate }, omittedLetters }) => {
    const letters = omittedLetters.flatMap((part) => part.letters).join(' ')
    return `${affiliate.firstName} ${affiliate.lastName}${letters === '' ? '' : ` (${letters})`}`
  })
  const text = words.lettersLost(lost.length, codes.length, names.join(', '))
  return [{ title: words.letters, text, grade: 'fair' }]
}

function toGrade(value: number, good: number, fair: number): Grade {
  if (value >= good) return 'good'
  return value >= fair ? 'fair' : 'bad'
}

function toPlain(message: string): string {
  return message.replaceAll('`', '')
}
