import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { DurableFiles, MemoryFiles, memoryStartParams, toDurableStartParams } from './files.js'
import type {
  PgliteFailure,
  PgliteRequest,
  PgliteResponse,
  PgliteRows,
  PgliteWorkerData,
} from './messages.js'
import { createStatementRunner, type RunStatement } from './prepared-statements.js'

const noRows: PgliteRows = { count: 0, columns: [], values: [] }

function openPglite({ cluster, wasmModule }: PgliteWorkerData): Promise<PGlite> {
  if ('directory' in cluster) {
    const startParams = toDurableStartParams(cluster.cacheMb)
    return PGlite.create({ fs: new DurableFiles(cluster.directory), startParams, wasmModule })
  }
  const startParams = [...memoryStartParams]
  return PGlite.create({ fs: new MemoryFiles(cluster.archive), startParams, wasmModule })
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
      return { id, rows: noRows }
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
    const respondToAll = async (requests: readonly PgliteRequest[]): Promise<void> => {
      const responses: PgliteResponse[] = []
      for (const each of requests) responses.push(await respond(pglite, runStatement, each))
      port.postMessage(responses)
    }
    let last = Promise.resolve()
    port.on('message', (requests: readonly PgliteRequest[]) => {
      // One after the other, because the protocol has no ids.
      last = last.then(() => respondToAll(requests))
    })
    port.postMessage([{ id: 0, rows: noRows }] satisfies PgliteResponse[])
  } catch (error) {
    port.postMessage([{ id: 0, failure: toFailure(error) }] satisfies PgliteResponse[])
  }
}

if (parentPort !== null) await run(parentPort)
