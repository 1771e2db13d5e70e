const mark = '[redacted]'

/** The depth and the number of values up to which a foreign error is searched; a larger one is replaced by a copy without the rest. */
const maxDepth = 6
const maxValues = 2000

/**
 * Returns a text with the secret replaced. Returns a foreign error unchanged when it does not contain the secret, and
 * otherwise a copy of its name, message, code, stack, and causes with the secret replaced. A custom `fetch` may attach
 * the whole request to its errors.
 */
export function redact<Value>(value: Value, secret: string, level: number = 0): Value {
  if (!secret || isClean(value, { secret, seen: new Set() }, 0)) return value
  return toClean(value, secret, level) as Value
}

interface Search {
  readonly secret: string
  readonly seen: Set<unknown>
}

function isClean(value: unknown, search: Search, depth: number): boolean {
  const { secret, seen } = search
  if (typeof value === 'string') return !value.includes(secret)
  if (typeof value !== 'object' || value === null || seen.has(value)) return true
  if (depth > maxDepth || seen.size > maxValues) return false
  seen.add(value)
  return toParts(value).every((part) => isClean(part, search, depth + 1))
}

function toParts(value: object): unknown[] {
  if (value instanceof Headers || value instanceof Map) return [...value].flat()
  const own = Object.values(Object.getOwnPropertyDescriptors(value)).map((field) => field.value)
  return value instanceof Request ? [...own, value.headers] : own
}

function toClean(value: unknown, secret: string, level: number): unknown {
  if (typeof value === 'string') return value.replaceAll(secret, mark)
  if (level > maxDepth) return undefined
  const foreign = value as Readonly<Record<string, unknown>>
  const clean: Record<string, unknown> = { cause: redact(foreign['cause'], secret, level + 1) }
  for (const field of ['name', 'message', 'stack', 'code']) {
    const text = foreign[field]
    if (text !== undefined) clean[field] = toClean(String(text), secret, level)
  }
  return Object.assign(new Error('', clean), clean)
}
