import type { ApiKey, CreatedApiKey, NewApiKey } from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { ServerError } from '../errors.js'
import { createApiKeyRecord } from './api-keys.js'
import type { Authenticator } from './authentication.js'
import type { Call } from './call.js'
import { createNotFoundError } from './input.js'
import { readPage } from './kit-pages.js'
import type { RecordPage } from './listings.js'
import type { Store } from './ports.js'
import type { ApiKeyState } from './records.js'

/** Services that change API keys. */
export interface KeyServices {
  readonly store: { readonly programs: Pick<Store['programs'], KeyMethod> }
  readonly authenticator: Pick<Authenticator, 'forget'>
}

type KeyMethod = 'listKeys' | 'findKey' | 'insertKey' | 'revokeKey'
type KeyQuery = NonNullable<operations['listApiKeys']['parameters']['query']>

/** The operations on the API keys and sessions of a program. */
export interface KeyHandlers {
  listApiKeys(call: Call, input: { readonly query: KeyQuery }): Promise<RecordPage<ApiKey>>
  createApiKey(call: Call, input: { readonly body: NewApiKey }): Promise<CreatedApiKey>
  /**
   * Revokes an API key with its sessions, or ends a session.
   *
   * @throws ServerError `NOT_FOUND`, `KEY_IN_USE`
   */
  revokeApiKey(call: Call, input: { readonly params: { readonly keyId: string } }): Promise<ApiKey>
}

/** Creates the operations on the API keys and sessions of a program. */
export function createKeyHandlers({ store, authenticator }: KeyServices): KeyHandlers {
  const { programs } = store
  const find = async ({ program }: Call, id: string): Promise<ApiKeyState> => {
    const key = await programs.findKey(program.id, id)
    if (key === undefined) throw createNotFoundError('key.id', 'API key or session', id)
    return key
  }
  return {
    async listApiKeys(call, { query: { kind, state, ...page } }) {
      const active = state && { is: state === 'ACTIVE', at: call.now.toISOString() }
      return readPage(page, {
        read: (after, limit) =>
          programs.listKeys(call.program.id, { kind: toLowerCase(kind), active, after, limit }),
        toItem: (key) => toApiKey(call, key),
        toCursor: ({ id }) => id,
      })
    },
    async createApiKey(call, { body: { label } }) {
      const { key, record } = createApiKeyRecord(call, call.program.id, label)
      await programs.insertKey(record)
      return { ...toApiKey(call, { ...record, revokedAt: null, lastUsedAt: null }), key }
    },
    async revokeApiKey(call, { params: { keyId } }) {
      const key = await find(call, keyId)
      if (key.revokedAt === null) await assertNotInUse(call, key, find)
      await programs.revokeKey(key.id, call.now.toISOString())
      authenticator.forget()
      return toApiKey(call, await find(call, keyId))
    },
  }
}

/** Throws for the key or session of the call, which would lock its caller out by mistake. */
async function assertNotInUse(
  call: Call,
  { id, kind }: ApiKeyState,
  find: (call: Call, id: string) => Promise<ApiKeyState>,
): Promise<void> {
  const message = `This ${kind === 'key' ? 'API key' : 'session'} is in use by the request itself.`
  const hint =
    kind === 'key' ? 'Revoke it with another key or session.' : 'Sign out to end this session.'
  const createError = (fact: string): ServerError =>
    new ServerError('KEY_IN_USE', `${fact} ${hint}`, { field: 'key.id', hint })
  if (id === call.keyId) throw createError(message)
  if (kind === 'session') return
  const { startedBy } = await find(call, call.keyId ?? '')
  if (startedBy === id) throw createError('This API key started the session of the request.')
}

function toApiKey({ now, keyId }: Call, record: ApiKeyState): ApiKey {
  const { id, kind, label, prefix, createdAt, lastUsedAt, expiresAt, revokedAt, startedBy } = record
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= now.getTime()
  return {
    id,
    kind: kind === 'key' ? 'KEY' : 'SESSION',
    state: revokedAt === null && !isExpired ? 'ACTIVE' : 'ENDED',
    label,
    prefix,
    createdAt,
    lastUsedAt,
    expiresAt,
    revokedAt,
    startedBy,
    isCurrent: id === keyId,
  }
}

function toLowerCase(kind: ApiKey['kind'] | undefined): 'key' | 'session' | undefined {
  return kind?.toLowerCase() as 'key' | 'session' | undefined
}
