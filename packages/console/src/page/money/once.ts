/** Sends a request that must not take effect twice. */
export type SendOnce<Result> = (idempotencyKey: string) => Promise<Result>

const prefix = 'referly:once:'

/**
 * Time that a request without a response keeps its key, in milliseconds. After that, the same
 * request is a new one.
 */
const keptMs = 15 * 60_000

interface KeptKey {
  readonly key: string
  readonly at: number
}

/**
 * Sends a request with a key that stays the same until the request has succeeded, even when the page is loaded again.
 *
 * The server answers a repeated key with its first response. A second click, or a retry after a lost response,
 * therefore pays nobody twice. The same request after a success is a new one.
 *
 * @param request what is asked for; another request has another key
 */
export async function sendOnce<Result>(
  request: Readonly<Record<string, unknown>>,
  send: SendOnce<Result>,
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage,
): Promise<Result> {
  const name = prefix + JSON.stringify(request)
  const now = Date.now()
  const kept = parseKept(storage.getItem(name))
  const key = kept !== undefined && now - kept.at < keptMs ? kept.key : crypto.randomUUID()
  storage.setItem(name, JSON.stringify({ key, at: now } satisfies KeptKey))
  const result = await send(key)
  storage.removeItem(name)
  return result
}

function parseKept(text: string | null): KeptKey | undefined {
  return text === null ? undefined : (JSON.parse(text) as KeptKey)
}
