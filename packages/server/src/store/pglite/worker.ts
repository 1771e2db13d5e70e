import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { durableStartParams, DurableFiles } from './durable-files.js'
import type { PgliteResponse, PgliteFailure, PgliteRequest, PgliteWorkerData } from './messages.js'
import { createStatementRunner, type RunStatement } from './prepared-statements.js'

function openPglite({ cluster, wasmModule }: PgliteWorkerData): Promise<PGlite> {
  if (typeof cluster !== 'string') {
    return PGlite.create('memory://', { loadDataDir: new Blob([cluster]), wasmModule })
  }
  const startParams = [...durableStartParams]
  return PGlite.create({ fs: new DurableFiles(cluster), startParams, wasmModule })
}

async function respond(
  pglite: PGlite,
  runStatement: RunStatement,
  request: PgliteRequest,
): Promise<PgliteResponse> {
  const { id } = request
  try {
    if ('close' in request) {
      await pglite.close()
      return { id, rows: [] }
    }
    return { id, rows: await runStatement(request.text, request.values) }
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
    const runStatement = createStatementRunner(pglite)
    let last = Promise.resolve()
    port.on('message', (request: PgliteRequest) => {
      // One after the other, because the protocol has no ids.
      last = last.then(async () => port.postMessage(await respond(pglite, runStatement, request)))
    })
    port.postMessage({ id: 0, rows: [] } satisfies PgliteResponse)
  } catch (error) {
    port.postMessage({ id: 0, failure: toFailure(error) } satisfies PgliteResponse)
  }
}

if (parentPort !== null) await run(parentPort)
