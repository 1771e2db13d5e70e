import { protocol, types, type messages, type PGlite } from '@electric-sql/pglite'
import { LRUCache } from 'lru-cache'
import { textTypes, type SqlScalar } from '../database.js'
import type { PgliteRows } from './messages.js'

/** Runs statements that are prepared when they first run. */
export type RunStatement = (text: string, values: readonly SqlScalar[]) => Promise<PgliteRows>

interface Prepared {
  readonly name: string
  readonly parameterTypes: readonly number[]
  readonly columns: readonly string[]
  readonly columnTypes: readonly number[]
}

// Each takes up to 100 kB. Requests run about a hundred; reports and lists have more, because their filters vary.
const maxStatements = 300

/**
 * Creates a function that runs statements.
 *
 * PGlite itself parses, describes, and plans a statement in six calls each time. A prepared one takes one call, and
 * PostgreSQL reuses its plan where that is as good as a new one.
 */
export function createStatementRunner(pglite: PGlite): RunStatement {
  const { bind, close, describe, execute, parse, sync } = protocol.serialize
  const parsers = { ...pglite.parsers, [textTypes.int8]: String, [textTypes.numeric]: String }
  const closed: Uint8Array[] = []
  const known = new LRUCache<string, Prepared>({
    max: maxStatements,
    dispose: ({ name }) => void closed.push(close({ type: 'S', name })),
  })
  let lastNumber = 0
  const send = (parts: readonly Uint8Array[]): Promise<readonly messages.BackendMessage[]> =>
    pglite.execProtocolStream(Buffer.concat([...parts, sync()]))
  const prepare = async (text: string): Promise<Prepared> => {
    const name = `s${++lastNumber}`
    const parts = [...closed.splice(0), parse({ name, text }), describe({ type: 'S', name })]
    const prepared = toPrepared(name, await send(parts))
    known.set(text, prepared)
    return prepared
  }
  return async (text, values) => {
    const { name, parameterTypes, columns, columnTypes } = known.get(text) ?? (await prepare(text))
    const texts = values.map((value, at) => {
      if (value === null) return null
      const serialize = pglite.serializers[parameterTypes[at] ?? 0]
      return serialize === undefined ? String(value) : serialize(value)
    })
    const answer = await send([bind({ statement: name, values: texts }), execute()])
    const rows = answer.filter(isDataRow)
    const parsed: unknown[] = []
    for (const { fields } of rows) {
      for (const [at, type] of columnTypes.entries()) {
        parsed.push(types.parseType(fields[at] ?? null, type, parsers))
      }
    }
    return { count: rows.length, columns, values: parsed }
  }
}

function toPrepared(name: string, answer: readonly messages.BackendMessage[]): Prepared {
  const parameters = answer.find((message) => message.name === 'parameterDescription')
  const rows = answer.find((message) => message.name === 'rowDescription')
  const { fields = [] } = (rows as messages.RowDescriptionMessage | undefined) ?? {}
  return {
    name,
    parameterTypes:
      (parameters as messages.ParameterDescriptionMessage | undefined)?.dataTypeIDs ?? [],
    columns: fields.map((field) => field.name),
    columnTypes: fields.map(({ dataTypeID }) => dataTypeID),
  }
}

function isDataRow(message: messages.BackendMessage): message is messages.DataRowMessage {
  return message.name === 'dataRow'
}
