import { parseBearer, toKeyHash } from './api-keys.js'
import type { Access, ProgramStore } from './store.js'

/** For how long a key that was valid is taken for valid without a look; the most that a revocation elsewhere waits. */
export const longestKeyCacheMs = 30_000

// A process that sees more keys than this in half a minute forgets the oldest.
const mostKeys = 10_000

/** Finds out whose a request is. */
export interface Gatekeeper {
  /**
   * Reads what an Authorization header gives access to, or `undefined`; at once when the key is known.
   *
   * Missing, malformed, unknown and revoked keys cost the same: one hash and one look at the database.
   */
  readAccess(header: string | undefined): Access | Promise<Access | undefined>
  /** Forgets every key seen, so that a revocation holds for the next request. */
  forget(): void
}

/** What a gatekeeper works with. */
export interface GatekeeperOptions {
  readonly programs: Pick<ProgramStore, 'findAccess'>
  /** 0 looks each time. */
  readonly cacheMs: number
  /** Milliseconds that only grow. Default: the process's own. */
  readonly now?: (() => number) | undefined
}

interface Entry {
  readonly access: Access
  readonly until: number
}

/** Creates a gatekeeper that remembers valid keys, as hashes, for a moment. */
export function createGatekeeper(options: GatekeeperOptions): Gatekeeper {
  const { programs, cacheMs, now = (): number => performance.now() } = options
  const known = new Map<string, Entry>()
  let generation = 0
  const look = async (hash: string): Promise<Access | undefined> => {
    const asked = { at: now(), generation }
    const access = await programs.findAccess(hash)
    // A look that began before a revocation may have missed it.
    if (access === undefined || asked.generation !== generation || cacheMs === 0) return access
    known.delete(hash)
    known.set(hash, { access, until: asked.at + cacheMs })
    if (known.size > mostKeys) known.delete(known.keys().next().value ?? '')
    return access
  }
  return {
    readAccess(header) {
      const hash = toKeyHash(parseBearer(header) ?? '')
      const entry = known.get(hash)
      return entry !== undefined && now() < entry.until ? entry.access : look(hash)
    },
    forget() {
      generation++
      known.clear()
    },
  }
}
