import { Worker } from 'node:worker_threads'
import type { SqlValue } from './database.js'
import type { PgliteAnswer, PgliteFailure, PgliteWorkerData } from './pglite-messages.js'

/** PGlite in a thread of its own: its work, which is one block each, holds up no request. */
export interface PgliteThread {
  /** Statements run one after another, in the order of the calls. */
  query<Row>(text: string, values: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (rows: readonly unknown[]) => void
  readonly reject: (error: Error) => void
}

/** Starts the thread and waits until the database in it answers. */
export async function startPgliteThread(data: PgliteWorkerData): Promise<PgliteThread> {
  const worker = createWorker(data)
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  const ask = (id: number, question: object | undefined): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      // An idle database does not keep the process alive, a question under way does.
      if (waiting.size === 0) worker.ref()
      waiting.set(id, { resolve, reject })
      if (question !== undefined) worker.postMessage({ ...question, id }, [])
    })
  const ended = listen(worker, waiting)
  await ask(0, undefined)
  const send = (question: object): Promise<readonly unknown[]> => {
    const failure = ended()
    return failure === undefined ? ask(++lastId, question) : Promise.reject(failure)
  }
  return {
    query: (text, values) => send({ text, values }) as Promise<readonly never[]>,
    async close() {
      try {
        if (ended() === undefined) await send({ close: true })
      } finally {
        await worker.terminate()
      }
    },
  }
}

/** Hands answers to those who wait; says why there will be none any more. */
function listen(worker: Worker, waiting: Map<number, Waiting>): () => Error | undefined {
  let failure: Error | undefined
  worker.on('message', (answer: PgliteAnswer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) worker.unref()
    if ('rows' in answer) asked?.resolve(answer.rows)
    else asked?.reject(toError(answer.failure))
  })
  const end = (cause: unknown): void => {
    failure ??= new Error('The thread of the database has ended', { cause })
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', end)
  return () => failure
}

function toError({ message, ...fields }: PgliteFailure): Error {
  return Object.assign(new Error(message), fields)
}

/** From the sources the thread loads TypeScript; its first file cannot be any, so that is a line of script. */
function createWorker(workerData: PgliteWorkerData): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./pglite-worker.js', import.meta.url), { workerData })
  }
  const loader = import.meta.resolve('tsx/esm/api')
  const source = new URL('./pglite-worker.ts', import.meta.url).href
  const script = `import('${loader}').then(({ register }) => (register(), import('${source}')))`
  return new Worker(script, { workerData, eval: true, execArgv: [] })
}
