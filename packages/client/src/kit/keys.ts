import type { ApiKey, CreatedApiKey, NewApiKey } from '@referly-kit/types'
import type { operations } from '@referly-kit/types/kit-openapi'
import { readBody } from '../collections/iterate.js'
import { toAnswer } from '../http/answers.js'
import type { CallOptions } from '../options.js'
import { toData, type KitContext } from './context.js'
import { createPaged, type PagedCalls } from './pages.js'

type KeyQuery = NonNullable<operations['listApiKeys']['parameters']['query']>

/** The calls about API keys and the sessions of the console. */
export interface KeyCalls extends PagedCalls<ApiKey, KeyQuery> {
  /**
   * Creates an API key. Only this response contains it.
   *
   * @example
   * const { key } = await referly.kit.keys.create({ label: 'Shop' }) //=> 'rk_live_...'
   */
  create(input: NewApiKey, options?: CallOptions): Promise<CreatedApiKey>
  /**
   * Revokes a key with the sessions that it started, or ends a session. Throws a `ConflictError` for the key of the
   * client itself.
   */
  revoke(keyId: string, options?: CallOptions): Promise<ApiKey>
}

/** The calls about the backup of the program. */
export interface BackupCalls {
  /**
   * Yields the file of a backup as it arrives. `timeoutMs` limits the wait for each piece.
   *
   * @example
   * await writeFile('backup.jsonl', referly.kit.backup.read())
   */
  read(options?: CallOptions): AsyncGenerator<Uint8Array, void, undefined>
}

/** Creates the calls about API keys and sessions. */
export function createKeys({ api, toInit }: KitContext): KeyCalls {
  return {
    ...createPaged(async (query: KeyQuery = {}, options) =>
      toData(await api.GET('/keys', { ...toInit(options), params: { query } })),
    ),
    create: async (body, options) => toData(await api.POST('/keys', { ...toInit(options), body })),
    revoke: async (keyId, options) =>
      toData(
        await api.DELETE('/keys/{keyId}', { ...toInit(options), params: { path: { keyId } } }),
      ),
  }
}

const backupType = 'application/x-ndjson'

/** Creates the calls about the backup of the program. */
export function createBackup({ api, toStreamInit, timeoutMs }: KitContext): BackupCalls {
  return {
    async *read(options = {}) {
      const answer = toAnswer(await api.GET('/backup', { ...toStreamInit(options) }))
      const type = answer.headers.get('content-type') ?? 'an unstated type'
      if (!type.startsWith(backupType)) {
        throw answer.createError({ expected: backupType, received: type })
      }
      const { signal, timeoutMs: pieceMs = timeoutMs } = options
      const body = readBody(answer, { signal, timeoutMs: pieceMs })
      try {
        for (let bytes = await body.read(); bytes; bytes = await body.read()) {
          body.assertOpen()
          yield bytes
        }
      } finally {
        body.close()
      }
    },
  }
}
