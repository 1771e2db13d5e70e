import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type QueryOptions, PGlite } from '@electric-sql/pglite'
import { textTypes } from './database.js'
import { durableStartParams, DurableFiles } from './durable-files.js'
import type {
  PgliteAnswer,
  PgliteFailure,
  PgliteQuestion,
  PgliteWorkerData,
} from './pglite-messages.js'
import { createCluster, readTemplate } from './pglite-template.js'

const queryOptions: QueryOptions = {
  parsers: { [textTypes.int8]: String, [textTypes.numeric]: String },
}

async function openPglite({ location }: PgliteWorkerData): Promise<PGlite> {
  if (location === undefined) {
    return PGlite.create('memory://', { loadDataDir: new Blob([await readTemplate()]) })
  }
  await createCluster(location)
  const startParams = [...durableStartParams]
  return PGlite.create({ fs: new DurableFiles(location), startParams })
}

async function answer(pglite: PGlite, question: PgliteQuestion): Promise<PgliteAnswer> {
  const { id } = question
  try {
    if ('close' in question) {
      await pglite.close()
      return { id, rows: [] }
    }
    const { text, values } = question
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
    port.on('message', (question: PgliteQuestion) => {
      void answer(pglite, question).then((message) => port.postMessage(message))
    })
    port.postMessage({ id: 0, rows: [] } satisfies PgliteAnswer)
  } catch (error) {
    port.postMessage({ id: 0, failure: toFailure(error) } satisfies PgliteAnswer)
  }
}

if (parentPort !== null) await run(parentPort)
