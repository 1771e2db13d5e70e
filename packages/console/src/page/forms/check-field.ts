import { texts } from '../texts.js'

/** The contract's rule of one field. */
export interface FieldRule {
  readonly type: 'string' | 'number' | 'integer' | 'date-time' | 'email'
  readonly isRequired?: boolean
  readonly least?: number
  /** A limit that the number must be above. */
  readonly above?: number
  readonly most?: number
  /** The maximum number of characters. */
  readonly longest?: number
  readonly pattern?: string
}

// The server makes the final decision; this only catches typing errors before anything is sent.
const email: RegExp = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** Returns the reason why a text does not meet a rule, or nothing when it does. */
export function checkField(text: string, rule: FieldRule): string | undefined {
  const value = text.trim()
  if (value === '') return rule.isRequired === true ? texts.rules.required : undefined
  if (rule.type === 'number' || rule.type === 'integer') return checkNumber(value, rule)
  if (rule.type === 'email' && !email.test(value)) return texts.rules.email
  if (rule.longest !== undefined && value.length > rule.longest) {
    return texts.rules.longest(rule.longest)
  }
  if (rule.pattern !== undefined && !new RegExp(rule.pattern).test(value)) {
    return rule.pattern.includes('{3}') ? texts.rules.currency : texts.rules.plain
  }
  return undefined
}

function checkNumber(text: string, rule: FieldRule): string | undefined {
  const { type, least = -Infinity, above = -Infinity, most = Infinity } = rule
  const number = Number(text)
  if (!Number.isFinite(number)) return texts.rules.number
  if (type === 'integer' && !Number.isInteger(number)) return texts.rules.whole
  if (number <= above) return texts.rules.above(above)
  if (number >= least && number <= most) return undefined
  if (most === Infinity || most >= 2_147_483_647) return texts.rules.least(least)
  return texts.rules.between(least, most)
}
