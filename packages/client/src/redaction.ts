const mark = '[redacted]'

/** How deep and how wide a foreign error is searched; what is larger is replaced by a copy without the rest. */
const maxDepth = 6
const maxValues = 2000

/** Replaces the secret wherever it stands in a text. */
export function redactText(text: string, secret: string): string {
  return secret === '' ? text : text.replaceAll(secret, mark)
}

/**
 * Returns a foreign error as it is when it does not hold the secret, else a copy of its name, message, code, stack and
 * causes with the secret replaced. A given `fetch` may attach the whole request to its errors.
 */
export function redactCause(cause: unknown, secret: string): unknown {
  const search: Search = { secret, seen: new Set() }
  return secret !== '' && holdsSecret(cause, search, 0) ? toCleanError(cause, secret, 0) : cause
}

interface Search {
  readonly secret: string
  readonly seen: Set<unknown>
}

function holdsSecret(value: unknown, search: Search, depth: number): boolean {
  if (typeof value === 'string') return value.includes(search.secret)
  if (typeof value !== 'object' || value === null || search.seen.has(value)) return false
  if (depth > maxDepth || search.seen.size > maxValues) return true
  search.seen.add(value)
  return toParts(value).some((part) => holdsSecret(part, search, depth + 1))
}

function toParts(value: object): unknown[] {
  if (value instanceof Headers || value instanceof Map) return [...value].flat()
  const own = Object.values(Object.getOwnPropertyDescriptors(value)).map((field) => field.value)
  return value instanceof Request ? [...own, value.headers] : own
}

function toCleanError(cause: unknown, secret: string, depth: number): unknown {
  if (typeof cause === 'string') return redactText(cause, secret)
  if (typeof cause !== 'object' || cause === null || depth > maxDepth) return undefined
  const { name, message, stack, code, cause: inner } = cause as Record<string, unknown>
  const clean = new Error(redactText(String(message), secret), {
    cause: toCleanError(inner, secret, depth + 1),
  })
  clean.name = redactText(String(name), secret)
  clean.stack = redactText(String(stack), secret)
  return code === undefined
    ? clean
    : Object.assign(clean, { code: redactText(String(code), secret) })
}
