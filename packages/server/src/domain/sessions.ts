import { generateToken, toKeyHash } from './api-keys.js'
import type { Clock } from './identifiers.js'
import type { ProgramStore, UsedLink } from './ports.js'
import type { Access, ApiKeyRecord } from './records.js'

/** Time that a session of the console lasts, in milliseconds. */
export const sessionMs: number = 12 * 60 * 60 * 1000

/** Time in which a sign-in link can be used, in milliseconds. */
const linkMs = 60 * 60 * 1000

/** A secret that someone signs in with. */
export type Credential = { readonly apiKey: string } | { readonly link: string }

/**
 * The sessions of the console.
 *
 * A session is 256 random bits whose hash alone is stored, as for an API key. It can be neither guessed nor
 * forged, and it ends everywhere at once because each request looks it up.
 */
export interface Sessions {
  /** Creates the secret of a link that works once, within an hour. */
  createLink(programId: string): Promise<string>
  /** Starts a session and returns its secret, or nothing when the credential is not valid. */
  signIn(credential: Credential): Promise<string | undefined>
  find(token: string): Promise<Access | undefined>
  signOut(token: string): Promise<void>
}

/** Services that sessions need. */
export interface SessionServices {
  readonly programs: Pick<
    ProgramStore,
    'findAccess' | 'findSession' | 'useLink' | 'deleteExpired' | 'insertKey' | 'revokeKey'
  >
  readonly clock: Clock
  readonly createId: () => string
}

type NewSecret = Pick<ApiKeyRecord, 'programId' | 'kind' | 'startedBy'>

/** Creates the sessions of the console. */
export function createSessions({ programs, clock, createId }: SessionServices): Sessions {
  const readNow = (): string => clock().toISOString()
  const insert = async (ms: number, record: NewSecret): Promise<string> => {
    const token = generateToken()
    const createdAt = readNow()
    const expiresAt = new Date(Date.parse(createdAt) + ms).toISOString()
    await programs.deleteExpired(record.programId, createdAt)
    const hash = toKeyHash(token)
    await programs.insertKey({ ...record, id: createId(), hash, createdAt, expiresAt })
    return token
  }
  const findStart = async (credential: Credential): Promise<UsedLink | undefined> => {
    if ('link' in credential) return programs.useLink(toKeyHash(credential.link), readNow())
    const access = await programs.findAccess(toKeyHash(credential.apiKey))
    return access && { programId: access.program.id, keyId: access.keyId }
  }
  const find = (token: string): Promise<Access | undefined> =>
    programs.findSession(toKeyHash(token), readNow())
  return {
    createLink: (programId) => insert(linkMs, { programId, kind: 'link', startedBy: null }),
    async signIn(credential) {
      const start = await findStart(credential)
      if (start === undefined) return undefined
      const { programId, keyId: startedBy } = start
      return insert(sessionMs, { programId, kind: 'session', startedBy })
    },
    find,
    async signOut(token) {
      const access = await find(token)
      if (access !== undefined) await programs.revokeKey(access.keyId, readNow())
    },
  }
}
