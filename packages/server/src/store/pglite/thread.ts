import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { SqlValue } from '../database.js'
import type { PgliteResponse, PgliteFailure, PgliteWorkerData } from './messages.js'

/** PGlite in its own thread, where its synchronous work does not block requests. */
export interface PgliteThread {
  /** Runs a statement, after those of earlier calls. */
  query<Row>(text: string, values: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

interface Pending {
  readonly resolve: (rows: readonly unknown[]) => void
  readonly reject: (error: Error) => void
}

/** Starts the thread with a cluster and waits until its database is open. */
export async function startPgliteThread(
  cluster: PgliteWorkerData['cluster'],
): Promise<PgliteThread> {
  const worker = createWorker({ cluster, wasmModule: await compilePostgres() })
  const pending = new Map<number, Pending>()
  let lastId = 0
  const request = (id: number, body: object | undefined): Promise<readonly unknown[]> =>
    new Promise((resolve, reject) => {
      // A pending request keeps the process alive, an idle database does not.
      if (pending.size === 0) worker.ref()
      pending.set(id, { resolve, reject })
      if (body !== undefined) worker.postMessage({ ...body, id }, [])
    })
  const ended = listen(worker, pending)
  await request(0, undefined)
  const send = (body: object): Promise<readonly unknown[]> => {
    const failure = ended()
    return failure === undefined ? request(++lastId, body) : Promise.reject(failure)
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

/** The part of WebAssembly that is used here. TypeScript declares it for browsers only. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> }

let compiled: Promise<object> | undefined

/** Compiles PostgreSQL once per process. PGlite alone does it for each database, which is half of the time to open one. */
function compilePostgres(): Promise<object> {
  const file = new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite'))
  compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes))
  return compiled
}

/** Settles pending requests. Returns a function that returns the error if the thread has ended. */
function listen(worker: Worker, pending: Map<number, Pending>): () => Error | undefined {
  let failure: Error | undefined
  worker.on('message', (response: PgliteResponse) => {
    const entry = pending.get(response.id)
    pending.delete(response.id)
    if (pending.size === 0) worker.unref()
    if ('rows' in response) entry?.resolve(response.rows)
    else entry?.reject(toError(response.failure))
  })
  const end = (cause: unknown): void => {
    failure ??= new Error('The database thread has ended', { cause })
    for (const { reject } of pending.values()) reject(failure)
    pending.clear()
  }
  worker.on('error', end)
  worker.on('exit', end)
  return () => failure
}

function toError({ message, ...fields }: PgliteFailure): Error {
  return Object.assign(new Error(message), fields)
}

/**
 * Creates the worker. From source, a line of script first loads tsx, because a worker cannot start with TypeScript, and
 * the other packages are read from source too. PGlite is loaded before tsx, which would read all of it again.
 */
function createWorker(workerData: PgliteWorkerData): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData })
  }
  const pglite = import.meta.resolve('@electric-sql/pglite')
  const files = import.meta.resolve('@electric-sql/pglite/nodefs')
  const loader = import.meta.resolve('tsx/esm/api')
  const source = new URL('./worker.ts', import.meta.url).href
  const script = `Promise.all([import('${pglite}'), import('${files}')])
    .then(() => import('${loader}'))
    .then(({ register }) => (register(), import('${source}')))`
  const execArgv = ['--conditions=@referly-kit/source']
  return new Worker(script, { workerData, eval: true, execArgv })
}
