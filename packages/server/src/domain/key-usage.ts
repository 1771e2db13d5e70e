import type { Clock } from './identifiers.js'
import type { ApiKeyStore } from './ports.js'
import type { Access } from './records.js'

/** Records that a key or session was used. */
export type RecordUse = (access: Access) => void

/** Services that the recorder needs. */
export interface KeyUsageServices {
  readonly programs: Pick<ApiKeyStore, 'touchKey'>
  readonly clock: Clock
}

const precisionMs = 60_000
const mostKeys = 10_000

/**
 * Creates a function that stores when keys and sessions were last used.
 *
 * It writes once a minute for each key, and no request waits for it or fails because of it.
 */
export function createKeyUsage({ programs, clock }: KeyUsageServices): RecordUse {
  const writtenAt = new Map<string, number>()
  return (access) => {
    const now = clock()
    const last = writtenAt.get(access.keyId)
    if (last !== undefined && now.getTime() - last < precisionMs) return
    if (writtenAt.size >= mostKeys) writtenAt.clear()
    writtenAt.set(access.keyId, now.getTime())
    programs.touchKey(access, now.toISOString()).catch(() => {})
  }
}
