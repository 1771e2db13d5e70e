const mark = '[redacted]'

/** How deep and how wide a foreign error is searched; what is larger is replaced by a copy without the rest. */
const maxDepth = 6
const maxValues = 2000

/**
 * Returns a text with the secret replaced. Returns a foreign error as it is when it does not hold the secret, else a
 * copy of its name, message, code, stack and causes with the secret replaced. A given `fetch` may attach the whole
 * request to its errors.
 */
export function redact<Value>(value: Value, secret: string): Value {
  if (!secret || !holdsSecret(value, { secret, seen: new Set() }, 0)) return value
  return toClean(value, secret, 0) as Value
}

interface Search {
  readonly secret: string
  readonly seen: Set<unknown>
}

function holdsSecret(value: unknown, search: Search, depth: number): boolean {
  const { secret, seen } = search
  if (typeof value === 'string') return value.includes(secret)
  if (!isObject(value) || seen.has(value)) return false
  if (depth > maxDepth || seen.size > maxValues) return true
  seen.add(value)
  return toParts(value).some((part) => holdsSecret(part, search, depth + 1))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function toParts(value: object): unknown[] {
  if (value instanceof Headers || value instanceof Map) return [...value].flat()
  const own = Object.values(Object.getOwnPropertyDescriptors(value)).map((field) => field.value)
  return value instanceof Request ? [...own, value.headers] : own
}

function toClean(value: unknown, secret: string, depth: number): unknown {
  if (typeof value === 'string') return value.replaceAll(secret, mark)
  if (!isObject(value) || depth > maxDepth) return undefined
  const foreign = value as Readonly<Record<string, unknown>>
  const texts = ['name', 'message', 'stack', 'code'].filter((field) => foreign[field] !== undefined)
  return Object.assign(
    new Error('', { cause: toClean(foreign['cause'], secret, depth + 1) }),
    Object.fromEntries(
      texts.map((field) => [field, toClean(String(foreign[field]), secret, depth)]),
    ),
  )
}
