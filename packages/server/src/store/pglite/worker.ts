import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { PGlite, type QueryOptions } from '@electric-sql/pglite'
import { textTypes } from '../database.js'
import { durableStartParams, DurableFiles } from './durable-files.js'
import type { PgliteResponse, PgliteFailure, PgliteRequest, PgliteWorkerData } from './messages.js'

const queryOptions: QueryOptions = {
  parsers: { [textTypes.int8]: String, [textTypes.numeric]: String },
}

function openPglite({ cluster, wasmModule }: PgliteWorkerData): Promise<PGlite> {
  if (typeof cluster !== 'string') {
    return PGlite.create('memory://', { loadDataDir: new Blob([cluster]), wasmModule })
  }
  const startParams = [...durableStartParams]
  return PGlite.create({ fs: new DurableFiles(cluster), startParams, wasmModule })
}

async function respond(pglite: PGlite, request: PgliteRequest): Promise<PgliteResponse> {
  const { id } = request
  try {
    if ('close' in request) {
      await pglite.close()
      return { id, rows: [] }
    }
    const { text, values } = request
    const { rows } = await pglite.query(text, [...values], queryOptions)
    return { id, rows }
  } catch (error) {
    return { id, failure: toFailure(error) }
  }
}

function toFailure(error: unknown): PgliteFailure {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, code, constraint } = error as Error & { code?: unknown; constraint?: unknown }
  return {
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
  }
}

async function run(port: MessagePort): Promise<void> {
  try {
    const pglite = await openPglite(workerData as PgliteWorkerData)
    port.on('message', (request: PgliteRequest) => {
      void respond(pglite, request).then((message) => port.postMessage(message))
    })
    port.postMessage({ id: 0, rows: [] } satisfies PgliteResponse)
  } catch (error) {
    port.postMessage({ id: 0, failure: toFailure(error) } satisfies PgliteResponse)
  }
}

if (parentPort !== null) await run(parentPort)
