import { isUuid } from '../domain/identifiers.js'
import type { ApiKeyStore, KeySelection } from '../domain/ports.js'
import type { Program } from '../domain/programs.js'
import type { Access, ApiKeyRecord, ApiKeyState } from '../domain/records.js'
import { createRecordReader, createRowWriter, toSelectList, type RowOf } from './columns.js'
import type { Database } from './database.js'
import { programColumns } from './program-columns.js'
import { equals, insertRow, toWhere, type Condition } from './statements.js'

const keyColumns = {
  programId: { name: 'program_id', kind: 'uuid' },
  id: { name: 'id', kind: 'uuid' },
  hash: { name: 'hash', kind: 'text', isSelected: false },
  kind: { name: 'kind', kind: 'text' },
  label: { name: 'label', kind: 'text' },
  prefix: { name: 'prefix', kind: 'text' },
  createdAt: { name: 'created_at', kind: 'instant' },
  expiresAt: { name: 'expires_at', kind: 'instant' },
  startedBy: { name: 'started_by', kind: 'uuid' },
  revokedAt: { name: 'revoked_at', kind: 'instant', isInserted: false },
  lastUsedAt: { name: 'last_used_at', kind: 'instant', isInserted: false },
} as const

type KeyRow = RowOf<typeof keyColumns>

const keyList = toSelectList(keyColumns)
const toKeyState = createRecordReader<ApiKeyState, typeof keyColumns>(keyColumns)
const toKeyRow = createRowWriter<ApiKeyRecord>(keyColumns)
const toProgram = createRecordReader<Program, typeof programColumns>(programColumns)
const selectAccess = `SELECT k.id AS key_id, ${toSelectList(programColumns, 'p')} FROM api_keys k
  JOIN programs p ON p.program_id = k.program_id`

type AccessRow = RowOf<typeof programColumns> & { readonly key_id: string }

async function readSessionSecret(database: Database, candidate: string): Promise<string> {
  const text = `SELECT secret FROM schema_secrets WHERE name = 'session'`
  const read = (): Promise<readonly { secret: string }[]> =>
    database.query<{ secret: string }>(text)
  const [found] = await read()
  if (found !== undefined) return found.secret
  // Another process may have stored one first.
  await database.query(
    `INSERT INTO schema_secrets (name, secret) VALUES ('session', $1) ON CONFLICT DO NOTHING`,
    [candidate],
  )
  const [stored] = await read()
  return stored?.secret ?? candidate
}

/** Creates the storage of API keys, sessions, and sign-in links. */
export function createApiKeyStore(database: Database): ApiKeyStore {
  const findAccess = async (condition: string, values: string[]): Promise<Access | undefined> => {
    const text = `${selectAccess} WHERE k.hash = $1 AND k.revoked_at IS NULL AND ${condition}`
    const [row] = await database.query<AccessRow>(text, values)
    return row && { keyId: row.key_id, program: toProgram(row) }
  }
  return {
    findAccess: (hash) => findAccess(`k.kind = 'key'`, [hash]),
    findSession: (hash, now) => findAccess(`k.kind = 'session' AND k.expires_at > $2`, [hash, now]),
    async useLink(hash, now) {
      const text = `UPDATE api_keys SET revoked_at = $2
        WHERE hash = $1 AND kind = 'link' AND revoked_at IS NULL AND expires_at > $2 RETURNING program_id`
      const [row] = await database.query<{ program_id: string }>(text, [hash, now])
      return row?.program_id
    },
    readSessionSecret: (candidate) => readSessionSecret(database, candidate),
    async deleteExpired(programId, now) {
      const text = `DELETE FROM api_keys WHERE program_id = $1 AND expires_at <= $2`
      await database.query(text, [programId, now])
    },
    insertKey: (key) => insertRow(database, 'api_keys', toKeyRow(key)),
    listKeys: (programId, selection) => listKeys(database, programId, selection),
    async findKey(programId, id) {
      const text = `SELECT ${keyList} FROM api_keys WHERE program_id = $1 AND id = $2 AND kind <> 'link'`
      const [row] = await database.query<KeyRow>(text, [programId, id])
      return row && toKeyState(row)
    },
    async revokeKey(id, revokedAt) {
      if (!isUuid(id)) return false
      const text = `UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $2)
        WHERE id = $1 OR started_by = $1 RETURNING id`
      return (await database.query(text, [id, revokedAt])).length > 0
    },
    async touchKey({ keyId, program }, usedAt) {
      const text = `UPDATE api_keys SET last_used_at = GREATEST(last_used_at, $3)
        WHERE program_id = $1 AND id = $2`
      await database.query(text, [program.id, keyId, usedAt])
    },
  }
}

async function listKeys(
  database: Database,
  programId: string,
  { kind, active, after, limit }: KeySelection = {},
): Promise<readonly ApiKeyState[]> {
  if (!isUuid(programId)) return []
  const where = toWhere([
    equals('program_id', programId),
    [`kind <> 'link'`],
    equals('kind', kind),
    ...toStateConditions(active),
    after === undefined ? undefined : ['id > ?', after],
  ])
  const end = limit === undefined ? '' : ` LIMIT ${limit}`
  const text = `SELECT ${keyList} FROM api_keys WHERE ${where.text} ORDER BY id${end}`
  return (await database.query<KeyRow>(text, where.values)).map(toKeyState)
}

function toStateConditions(active: KeySelection['active']): readonly Condition[] {
  if (active === undefined) return []
  const ended = '(revoked_at IS NOT NULL OR COALESCE(expires_at <= ?, false))'
  return [[active.is ? `NOT ${ended}` : ended, active.at]]
}
