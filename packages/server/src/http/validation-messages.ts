import type { JsonSchema } from './operations.js'

/** What the validator says about one broken rule; the subset we read. */
export interface RuleFailure {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message?: string
  readonly schema?: unknown
  readonly data?: unknown
}

// One request can break as many rules as its body has values; a message names the first.
const mostNamed = 5

/**
 * Turns broken rules into one message that names field, rule and value.
 *
 * @example
 * toValidationMessage([{ keyword: 'minimum', instancePath: '/percentOff', ... }], 'coupon')
 * //=> 'coupon.percentOff must be >= 1, received 0'
 */
export function toValidationMessage(failures: readonly RuleFailure[], noun: string): string {
  const isChoice = ({ schemaPath }: RuleFailure): boolean => /\/(?:oneOf|anyOf)\b/.test(schemaPath)
  const plain = failures.filter((failure) => !isChoice(failure))
  const choices = failures.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')
  const named = plain.length > 0 ? plain : choices
  const sentences = new Set(named.map((failure) => toSentence(failure, noun)))
  return [...sentences].slice(0, mostNamed).join('; ')
}

function toSentence(failure: RuleFailure, noun: string): string {
  const { keyword, params } = failure
  const field = [noun, ...failure.instancePath.split('/').slice(1)].join('.')
  if (keyword === 'oneOf' || keyword === 'anyOf') return `${field}: ${toChoiceSentence(failure)}`
  if (keyword === 'required') return `${field}.${params['missingProperty']} is required`
  if (keyword === 'additionalProperties') {
    return `${field} does not know ${toReceived(params['additionalProperty'])}`
  }
  return `${field} ${toRule(failure)}, received ${toReceived(failure.data)}`
}

function toRule({ keyword, params, message }: RuleFailure): string {
  if (keyword === 'enum')
    return `must be one of ${(params['allowedValues'] as string[]).join(', ')}`
  if (keyword === 'format') return `must be a valid ${params['format']}`
  if (keyword === 'minLength' && params['limit'] === 1) return 'must not be empty'
  return message ?? `breaks the rule ${keyword}`
}

function toReceived(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (Array.isArray(value)) return 'several values'
  if (typeof value === 'object' && value !== null) return 'an object'
  return value === undefined ? 'nothing' : String(value)
}

/** Of alternatives that the contract gives, names what the ones that may be meant lack. */
function toChoiceSentence({ schema, data }: RuleFailure): string {
  const branches = (schema as readonly Branch[]).map((branch) => toBranchFacts(branch, data))
  const meant = branches.filter(({ fits }) => fits)
  const [only] = meant
  if (only !== undefined && meant.length === 1 && only.given.length > 0) {
    return `${only.given.join(' and ')} needs ${only.missing.join(' and ')}`
  }
  const candidates = meant.length > 0 ? meant : branches
  return `needs ${candidates.map(({ missing }) => missing.join(' and ')).join(', or ')}`
}

interface Branch {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

interface BranchFacts {
  /** Whether no value given contradicts the branch. */
  readonly fits: boolean
  /** The values given that choose the branch: `couponType FLAT`. */
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
    given: choices.map(({ name, value }) => `${name} ${toText(value)}`),
    missing: required
      .filter((name) => record[name] === undefined)
      .map((name) => toRequirement(name, properties[name])),
  }
}

function toRequirement(name: string, schema: JsonSchema | undefined): string {
  const values = schema?.['enum']
  return Array.isArray(values) ? `${name} ${values.map(toText).join(' or ')}` : name
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
