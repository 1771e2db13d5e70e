import { createHmac, timingSafeEqual } from 'node:crypto'
import { generateToken, toKeyHash } from './api-keys.js'
import type { Clock } from './identifiers.js'
import type { RecordUse } from './key-usage.js'
import type { ApiKeyStore } from './ports.js'
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
 * A session is 256 random bits with a signature of the installation; as with API keys, only the hash
 * of the bits is stored. It ends everywhere immediately because each request looks it up.
 */
export interface Sessions {
  /** Creates the secret of a link that works once, within an hour. */
  createLink(programId: string): Promise<string>
  /** Starts a session and returns its signed token, or nothing when the credential is not valid. */
  signIn(credential: Credential): Promise<string | undefined>
  /** Finds the session of a signed token. Another token is refused without a query. */
  find(signedToken: string): Promise<Access | undefined>
  signOut(signedToken: string): Promise<void>
}

/** Services that sessions need. */
export interface SessionServices {
  readonly programs: Pick<
    ApiKeyStore,
    | 'findAccess'
    | 'findSession'
    | 'useLink'
    | 'readSessionSecret'
    | 'deleteExpired'
    | 'insertKey'
    | 'revokeKey'
  >
  readonly clock: Clock
  readonly createId: () => string
  readonly recordUse: RecordUse
}

type NewSecret = Pick<ApiKeyRecord, 'programId' | 'kind' | 'startedBy'>
type Start = Pick<ApiKeyRecord, 'programId' | 'startedBy'>

/** Creates the sessions of the console. */
export function createSessions(services: SessionServices): Sessions {
  const { programs, clock, createId, recordUse } = services
  const readNow = (): string => clock().toISOString()
  const insert = async (ms: number, record: NewSecret): Promise<string> => {
    const token = generateToken()
    const createdAt = readNow()
    const expiresAt = new Date(Date.parse(createdAt) + ms).toISOString()
    await programs.deleteExpired(record.programId, createdAt)
    const hash = toKeyHash(token)
    const names = { label: null, prefix: null }
    await programs.insertKey({ ...record, ...names, id: createId(), hash, createdAt, expiresAt })
    return token
  }
  const signer = createSigner(() => programs.readSessionSecret(generateToken()))
  const find = async (signedToken: string): Promise<Access | undefined> => {
    const token = await signer.verify(signedToken)
    return token === undefined ? undefined : programs.findSession(toKeyHash(token), readNow())
  }
  return {
    createLink: (programId) => insert(linkMs, { programId, kind: 'link', startedBy: null }),
    async signIn(credential) {
      const start = await findStart(services, credential)
      if (start === undefined) return undefined
      return signer.sign(await insert(sessionMs, { ...start, kind: 'session' }))
    },
    async find(signedToken) {
      const access = await find(signedToken)
      if (access !== undefined) recordUse(access)
      return access
    },
    async signOut(signedToken) {
      const access = await find(signedToken)
      if (access !== undefined) await programs.revokeKey(access.keyId, readNow())
    },
  }
}

interface Signer {
  sign(token: string): Promise<string>
  /** Returns the token, or nothing when its signature is missing or not from this installation. */
  verify(signedToken: string): Promise<string | undefined>
}

/** Creates a signer. The secret is read when it is first needed, and again after a failure. */
function createSigner(readSecret: () => Promise<string>): Signer {
  let secret: Promise<string> | undefined
  const sign = async (token: string): Promise<string> => {
    secret ??= readSecret()
    try {
      const signature = createHmac('sha256', await secret)
        .update(token)
        .digest('base64url')
      return `${token}.${signature}`
    } catch (error) {
      secret = undefined
      throw error
    }
  }
  return {
    sign,
    async verify(signedToken) {
      const [token = ''] = signedToken.split('.', 1)
      const expected = Buffer.from(await sign(token))
      const received = Buffer.from(signedToken)
      const isSigned = expected.length === received.length && timingSafeEqual(expected, received)
      return isSigned ? token : undefined
    },
  }
}

/** Returns what starts a session: the API key, or the program of a link, which is used up. */
async function findStart(
  { programs, clock, recordUse }: SessionServices,
  credential: Credential,
): Promise<Start | undefined> {
  if ('link' in credential) {
    const programId = await programs.useLink(toKeyHash(credential.link), clock().toISOString())
    return programId === undefined ? undefined : { programId, startedBy: null }
  }
  const access = await programs.findAccess(toKeyHash(credential.apiKey))
  if (access !== undefined) recordUse(access)
  return access && { programId: access.program.id, startedBy: access.keyId }
}
