const mark = '[redacted]'

/**
 * The depth and the number of values up to which a foreign error is searched; a larger one is replaced by a copy
 * without the rest.
 */
const maxDepth = 6
const maxValues = 2000

/**
 * Returns a text with the secret replaced. Returns a foreign error unchanged when it does not contain the secret, and
 * otherwise a copy of its name, message, code, stack, and causes with the secret replaced. A custom `fetch` may attach
 * the whole request to its errors.
 */
export function redact<Value>(value: Value, secret: string): Value {
  return secret ? redactPattern(value, toPattern(secret), 0) : value
}

/**
 * The latest secret and its pattern, kept because building it for the request id of every response costs 4 us of CPU.
 */
let latest: { readonly secret: string; readonly pattern: RegExp } | undefined

/** Returns the pattern of a secret. Any of its characters may be escaped as in JSON, even twice. */
function toPattern(secret: string): RegExp {
  if (latest?.secret !== secret) latest = { secret, pattern: createPattern(secret) }
  return latest.pattern
}

function createPattern(secret: string): RegExp {
  const characters = Array.from(secret, (character) => {
    const code = `u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
    return `\\\\{0,4}(\\${code}|${code})`
  })
  return new RegExp(characters.join(''), 'gi')
}

function redactPattern<Value>(value: Value, pattern: RegExp, level: number): Value {
  if (isClean(value, { pattern, seen: new Set() }, 0)) return value
  return toClean(value, pattern, level) as Value
}

interface Search {
  readonly pattern: RegExp
  readonly seen: Set<unknown>
}

function isClean(value: unknown, search: Search, depth: number): boolean {
  const { pattern, seen } = search
  if (typeof value === 'string') return value.search(pattern) < 0
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

function toClean(value: unknown, pattern: RegExp, level: number): unknown {
  if (typeof value === 'string') return value.replace(pattern, mark)
  if (level > maxDepth) return undefined
  const foreign = value as Readonly<Record<string, unknown>>
  const clean: Record<string, unknown> = {
    cause: redactPattern(foreign['cause'], pattern, level + 1),
  }
  for (const field of ['name', 'message', 'stack', 'code']) {
    const text = foreign[field]
    if (text !== undefined) clean[field] = toClean(String(text), pattern, level)
  }
  return Object.assign(new Error('', clean), clean)
}
