import type { KitCase } from '../kit-case.js'

const unknownId = '0197a3c0-5f00-7000-8000-0000000000ff'
const shop = { kind: 'KEY', state: 'ACTIVE', label: 'Shop', expiresAt: null, revokedAt: null }

/** Cases of the API keys, sessions, and backup of a program. */
export const keyCases: readonly KitCase[] = [
  {
    name: 'listApiKeys returns the key of the request',
    operation: 'listApiKeys',
    query: { kind: 'KEY', state: 'ACTIVE' },
    status: 200,
    shows: { nextCursor: null },
  },
  {
    name: 'listApiKeys returns no sessions of a program without any',
    operation: 'listApiKeys',
    query: { kind: 'SESSION' },
    status: 200,
    isAskedForStatus: true,
    shows: { data: [], nextCursor: null },
  },
  {
    name: 'listApiKeys continues after a cursor',
    operation: 'listApiKeys',
    query: { limit: '1', cursor: '00000000-0000-7000-8000-000000000000' },
    status: 200,
    shows: { nextCursor: null },
  },
  {
    name: 'listApiKeys rejects a cursor of another list',
    operation: 'listApiKeys',
    query: { cursor: 'abc' },
    status: 400,
    isAskedForStatus: true,
    shows: { code: 'INVALID_INPUT', field: 'query.cursor' },
  },
  {
    name: 'listApiKeys rejects an unknown kind',
    operation: 'listApiKeys',
    query: { kind: 'LINK' },
    status: 400,
    shows: { code: 'INVALID_INPUT', field: 'query.kind' },
  },
  {
    name: 'createApiKey returns the key',
    operation: 'createApiKey',
    body: { label: 'Shop' },
    status: 201,
    shows: { ...shop, isCurrent: false },
  },
  ...[
    ['a key without a label', {}],
    ['an empty label', { label: '' }],
    ['a label of more than 100 characters', { label: 'x'.repeat(101) }],
  ].map(([what, body]): KitCase => ({
    name: `createApiKey rejects ${String(what)}`,
    operation: 'createApiKey',
    body: body as object as KitCase['body'] & object,
    status: 400,
    shows: { code: 'INVALID_INPUT', field: 'key.label' },
  })),
  {
    name: 'revokeApiKey revokes a key, and accepts a repetition',
    operation: 'revokeApiKey',
    given: [{ kit: 'createApiKey', body: { label: 'Shop' }, as: 'key' }],
    params: { keyId: '{key.id}' },
    status: 200,
    shows: { id: '{key.id}', state: 'ENDED', label: 'Shop' },
    afterwards: [
      {
        operation: 'revokeApiKey',
        params: { keyId: '{key.id}' },
        status: 200,
        shows: { state: 'ENDED' },
      },
      {
        operation: 'listApiKeys',
        query: { state: 'ENDED' },
        status: 200,
        shows: { nextCursor: null },
      },
    ],
  },
  {
    name: 'revokeApiKey rejects an unknown id',
    operation: 'revokeApiKey',
    params: { keyId: unknownId },
    status: 404,
    isAskedForStatus: true,
    shows: { code: 'NOT_FOUND', field: 'key.id' },
  },
  {
    name: 'revokeApiKey rejects a text that is not an id',
    operation: 'revokeApiKey',
    params: { keyId: 'rk_live_abc' },
    status: 400,
    shows: { code: 'INVALID_INPUT', field: 'path.keyId' },
  },
  {
    name: 'revokeApiKey rejects a key that is in use',
    operation: 'revokeApiKey',
    params: { keyId: unknownId },
    // A case does not have the id of its own key. The tests of the server do.
    isMockOnly: true,
    isAskedForStatus: true,
    status: 409,
    shows: { code: 'KEY_IN_USE', field: 'key.id' },
  },
  {
    name: 'getBackup returns the lines of a file',
    operation: 'getBackup',
    status: 200,
  },
  {
    name: 'getBackup rejects a second download at the same time',
    operation: 'getBackup',
    isMockOnly: true,
    isAskedForStatus: true,
    status: 409,
    shows: { code: 'BACKUP_RUNNING' },
  },
]
