import { toReceived, toSentence, type InvalidValue } from '../errors.js'
import type { JsonSchema } from './operations.js'

/** A rule that a value breaks; the subset of ajv's error object that we read. */
export interface RuleFailure {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly schema?: unknown
  readonly parentSchema?: JsonSchema
  readonly data?: unknown
}

// A request can break as many rules as its body has values; the message names the first ones.
const mostNamed = 5

/** The first broken rule of a request, with a message about all of them. */
export interface ValidationProblem {
  readonly message: string
  readonly field?: string | undefined
  readonly expected?: string | undefined
  readonly received?: string | undefined
  readonly hint?: string | undefined
}

/**
 * Turns broken rules into one message that names fields, rules, and values, and the parts of the first one.
 *
 * @example
 * toValidationProblem([{ keyword: 'minimum', instancePath: '/percentOff', ... }], 'coupon').message
 * //=> '`coupon.percentOff` must be between 1 and 100, but was 0.'
 */
export function toValidationProblem(
  failures: readonly RuleFailure[],
  noun: string,
): ValidationProblem {
  const isBranch = ({ schemaPath }: RuleFailure): boolean => /\/(?:oneOf|anyOf)\b/.test(schemaPath)
  const plain = failures.filter((failure) => !isBranch(failure))
  const choices = failures.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')
  const named = plain.length > 0 ? plain : choices
  const problems = named.map((failure) => toProblem(failure, noun))
  const sentences = new Set(problems.map(({ message }) => message))
  return { ...problems[0], message: [...sentences].slice(0, mostNamed).join(' ') }
}

function toProblem(failure: RuleFailure, noun: string): ValidationProblem {
  const { keyword, params, parentSchema = {} } = failure
  if (keyword !== 'additionalProperties') {
    const value = toInvalidValue(failure, noun)
    return { ...value, message: toSentence(value) }
  }
  const name = String(params['additionalProperty']).slice(0, 60)
  const field = `${toField(noun, failure.instancePath)}.${name}`
  const names = Object.keys((parentSchema['properties'] ?? {}) as object)
  const hint = names.length === 0 ? 'Remove it.' : `Use ${toChoiceText(names)}.`
  const kind = noun === 'query' ? 'parameter' : 'property'
  return { field, hint, message: `\`${field}\` is not a known ${kind}. ${hint}` }
}

function toInvalidValue(failure: RuleFailure, noun: string): InvalidValue {
  const { keyword, params, parentSchema = {}, data } = failure
  const field = toField(noun, failure.instancePath)
  if (keyword === 'oneOf' || keyword === 'anyOf') return { field, expected: toChoice(failure) }
  if (keyword === 'required') {
    const properties = (parentSchema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
    const name = String(params['missingProperty'])
    const expected = toExpected(properties[name] ?? {}, 'present')
    return { field: `${field}.${name}`, expected, received: 'missing' }
  }
  if (keyword === 'maxLength' && typeof data === 'string') {
    const expected = `at most ${String(params['limit'])} characters long`
    return { field, expected, received: `${[...data].length} characters long` }
  }
  if (keyword === 'minItems') {
    return { field, expected: 'an array that is not empty', received: 'empty' }
  }
  if (keyword === 'maxItems' && Array.isArray(data)) {
    const expected = `an array of at most ${String(params['limit'])} items`
    return { field, expected, received: `an array of ${data.length} items` }
  }
  if (keyword === 'uniqueItems') return { field, expected: 'an array without duplicates' }
  const expected = toExpected(
    parentSchema,
    failure.message ?? `valid according to the rule ${keyword}`,
  )
  return { field, expected, received: toReceived(data) }
}

function toField(noun: string, instancePath: string): string {
  const steps = instancePath.split('/').slice(1)
  return noun + steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')
}

const formats: Readonly<Record<string, string>> = {
  email: 'a valid email address',
  'date-time': 'a valid date-time such as 2026-01-31T12:00:00Z',
  date: 'a valid date such as 2026-01-31',
  uuid: 'a UUID',
}

const patterns: Readonly<Record<string, string>> = {
  '^[A-Za-z]{3}$': 'a three-letter currency code, such as USD',
  '^[A-Za-z0-9-]+$': 'text with only letters, digits, and hyphens',
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
}

/** Describes all rules of a simple schema at once, as they read after "must be". */
function toExpected(schema: JsonSchema, fallback: string): string {
  const { enum: values, format, type, minLength, pattern } = schema
  if (Array.isArray(values)) return `one of ${values.filter(isOwnCase).map(toText).join(', ')}`
  if (type === 'number' || type === 'integer') return toExpectedNumber(schema)
  if (typeof format === 'string') return formats[format] ?? `a valid ${format}`
  const described = typeof pattern === 'string' ? patterns[pattern] : undefined
  if (described !== undefined) return described
  if (minLength === 1) return 'text that is not empty'
  return types[String(type)] ?? fallback
}

/**
 * Returns whether a value is not the lower-case form of another one. A list names each value once.
 */
function isOwnCase(value: unknown, _index: number, values: readonly unknown[]): boolean {
  if (typeof value !== 'string') return true
  const upper = value.toUpperCase()
  return upper === value || !values.includes(upper)
}

function toExpectedNumber({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const noun = types[String(type)] ?? ''
  if (typeof exclusiveMinimum === 'number') return `${noun} greater than ${exclusiveMinimum}`
  if (minimum !== undefined && maximum !== undefined) {
    return `${noun} between ${String(minimum)} and ${String(maximum)}`
  }
  if (minimum !== undefined) return `${noun} of at least ${String(minimum)}`
  return maximum === undefined ? noun : `${noun} of at most ${String(maximum)}`
}

/** Describes the alternatives of the contract that the caller may have meant. */
function toChoice({ schema, data }: RuleFailure): string {
  const branches = (schema as readonly Branch[]).map((branch) => toBranchFacts(branch, data))
  const meant = branches.filter(({ fits }) => fits)
  const [only] = meant
  if (only !== undefined && meant.length === 1 && only.given.length > 0) {
    return `an object with ${joinAnd(only.missing)} when ${joinAnd(only.given)}`
  }
  const candidates = meant.length > 0 ? meant : branches
  return `an object with ${candidates.map(({ missing }) => joinAnd(missing)).join(', or with ')}`
}

interface Branch {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

interface BranchFacts {
  /** True unless a given value contradicts the branch. */
  readonly fits: boolean
  /** The given values that select the branch: `couponType is FLAT`. */
  readonly given: readonly string[]
  readonly missing: readonly string[]
}

function toBranchFacts({ required = [], properties = {} }: Branch, data: unknown): BranchFacts {
  const record = data as Readonly<Record<string, unknown>>
  const choices = Object.entries(properties).flatMap(([name, { enum: values }]) =>
    record[name] !== undefined && Array.isArray(values)
      ? [{ name, value: record[name], isAllowed: values.includes(record[name]) }]
      : [],
  )
  return {
    fits: choices.every(({ isAllowed }) => isAllowed),
    given: choices.map(({ name, value }) => `${name} is ${toText(value)}`),
    missing: required
      .filter((name) => record[name] === undefined)
      .map((name) => toRequirement(name, properties[name])),
  }
}

function toRequirement(name: string, schema: JsonSchema | undefined): string {
  const values = schema?.['enum']
  return Array.isArray(values) ? `${name} ${joinOr(values.map(toText))}` : name
}

function joinAnd(items: readonly string[]): string {
  return items.join(' and ')
}

function toChoiceText(names: readonly string[]): string {
  return names.length > 6 ? `one of ${names.join(', ')}` : joinOr(names)
}

function joinOr(items: readonly string[]): string {
  if (items.length < 3) return items.join(' or ')
  return `${items.slice(0, -1).join(', ')}, or ${items.at(-1)}`
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
