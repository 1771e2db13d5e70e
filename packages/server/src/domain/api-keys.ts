import { hash, randomBytes } from 'node:crypto'
import type { ApiKeyRecord } from './records.js'

/**
 * The message for every request without a valid key. More specific messages would help in guessing
 * keys.
 */
export const unauthorizedMessage = 'A valid API key is required. Send Authorization: Bearer KEY.'

// RFC 6750: the scheme in any letter case, one or more spaces, then the token.
const bearer = /^bearer +([\w.~+/-]+=*)$/i

/** Parses the API key of an Authorization header. Returns `undefined` when it has none. */
export function parseBearer(header: string | undefined): string | undefined {
  return bearer.exec(header ?? '')?.[1]
}

/** Generates an API key of 256 random bits. */
function generateApiKey(): string {
  return `rk_live_${generateToken()}`
}

/** A new API key, and its record to store. */
export interface NewKey {
  readonly key: string
  readonly record: ApiKeyRecord
}

// Of 43 characters of 6 bits, these leave 234 bits unknown.
const prefixLength = 'rk_live_'.length + 4

/** Creates an API key with its record. */
export function createApiKeyRecord(
  { createId, now }: { readonly createId: () => string; readonly now: Date },
  programId: string,
  label: string | null,
): NewKey {
  const key = generateApiKey()
  const record: ApiKeyRecord = {
    id: createId(),
    programId,
    kind: 'key',
    hash: toKeyHash(key),
    label,
    prefix: key.slice(0, prefixLength),
    createdAt: now.toISOString(),
    expiresAt: null,
    startedBy: null,
  }
  return { key, record }
}

/** Generates the secret of a session or sign-in link, of 256 random bits. */
export function generateToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Returns the hash under which a key is stored. A fast hash is enough, because 256 random bits cannot be guessed. */
export function toKeyHash(key: string): string {
  return hash('sha256', key, 'hex')
}
