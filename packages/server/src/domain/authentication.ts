import { parseBearer, toKeyHash } from './api-keys.js'
import type { RecordUse } from './key-usage.js'
import type { ProgramStore } from './ports.js'
import type { Access } from './records.js'

// Above this number of keys, the oldest are dropped from the cache.
const mostKeys = 10_000

/** Checks the API keys of requests. */
export interface Authenticator {
  /**
   * Returns the access that an Authorization header grants, or `undefined`; without a promise when the key is cached.
   *
   * Missing, malformed, unknown, and revoked keys cost the same: one hash and one database query.
   */
  authenticate(header: string | undefined): Access | Promise<Access | undefined>
  /** Clears the cache, so that a revoked key is refused from the next request on. */
  forget(): void
}

/** Options of `createAuthenticator`. */
export interface AuthenticatorOptions {
  readonly programs: Pick<ProgramStore, 'findAccess'>
  /** Time that a valid key is cached; 0 turns the cache off. */
  readonly cacheMs: number
  /** Monotonic clock in milliseconds. Default: `performance.now`. */
  readonly now?: (() => number) | undefined
  /** Called when a key was read from the database. */
  readonly recordUse?: RecordUse
}

interface Entry {
  readonly access: Access
  readonly until: number
}

/** Creates an authenticator that briefly caches the hashes of valid keys. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { programs, cacheMs, now = (): number => performance.now(), recordUse } = options
  const cache = new Map<string, Entry>()
  let generation = 0
  const read = async (hash: string): Promise<Access | undefined> => {
    const started = { at: now(), generation }
    const access = await programs.findAccess(hash)
    if (access !== undefined) recordUse?.(access)
    // A query that started before a revocation may have missed it.
    if (access === undefined || started.generation !== generation || cacheMs === 0) return access
    cache.delete(hash)
    cache.set(hash, { access, until: started.at + cacheMs })
    if (cache.size > mostKeys) cache.delete(cache.keys().next().value ?? '')
    return access
  }
  return {
    authenticate(header) {
      const hash = toKeyHash(parseBearer(header) ?? '')
      const entry = cache.get(hash)
      return entry !== undefined && now() < entry.until ? entry.access : read(hash)
    },
    forget() {
      generation++
      cache.clear()
    },
  }
}
