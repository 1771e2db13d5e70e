/** Describes a value for an error message: short, and by kind alone when it is not a plain literal. */
export function toReceived(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (value === null || typeof value === 'number' || typeof value === 'boolean') {
    return String(value)
  }
  return toKind(value)
}

/** Describes a value by its kind only, for fields that hold personal data. */
export function toKind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`
}
