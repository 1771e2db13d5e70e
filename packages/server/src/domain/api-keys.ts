import { hash, randomBytes } from 'node:crypto'

/** What a request without a valid key is told, whatever the cause: a difference would help to guess keys. */
export const unauthorizedMessage = 'A valid API key is required: send Authorization: Bearer KEY'

// RFC 6750: the scheme in any letter case, one space or more, then the token.
const bearer = /^bearer +([\w.~+/-]+=*)$/i

/** Reads the API key of an Authorization header, or `undefined` when there is none in it. */
export function parseBearer(header: string | undefined): string | undefined {
  return bearer.exec(header ?? '')?.[1]
}

/** Creates an API key of 256 random bits. */
export function generateApiKey(): string {
  return `rk_live_${randomBytes(32).toString('base64url')}`
}

/** What is kept of an API key. A fast hash will do: 256 random bits cannot be tried out. */
export function toKeyHash(key: string): string {
  return hash('sha256', key, 'hex')
}
