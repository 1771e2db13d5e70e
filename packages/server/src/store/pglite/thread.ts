import { randomUUID } from 'node:crypto'
import { renameSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { toBound, type SqlValue } from '../database.js'
import type {
  PgliteCluster,
  PgliteFailure,
  PgliteResponse,
  PgliteRows,
  PgliteWorkerData,
} from './messages.js'
import { cacheFolder } from './template.js'

/** PGlite in its own thread, where its synchronous work does not block requests. */
export interface PgliteThread {
  /** Runs a statement, after those of earlier calls. */
  query<Row>(text: string, values: readonly SqlValue[]): Promise<readonly Row[]>
  close(): Promise<void>
}

interface Pending {
  readonly resolve: (rows: PgliteRows) => void
  readonly reject: (error: Error) => void
}

/** Starts the thread with a cluster and waits until its database is open. */
export async function startPgliteThread(cluster: PgliteCluster): Promise<PgliteThread> {
  const worker = createWorker({ cluster, wasmModule: await compilePostgres() })
  const pending = new Map<number, Pending>()
  const group = createGroup((requests) => worker.postMessage(requests, []))
  let lastId = 0
  const request = (id: number, body: object | undefined): Promise<PgliteRows> =>
    new Promise((resolve, reject) => {
      // A pending request keeps the process alive; an idle database does not.
      if (pending.size === 0) worker.ref()
      pending.set(id, { resolve, reject })
      if (body !== undefined) group.add({ ...body, id })
    })
  const ended = listen(worker, pending)
  await request(0, undefined)
  const send = (body: object): Promise<PgliteRows> => {
    const failure = ended()
    return failure === undefined ? request(++lastId, body) : Promise.reject(failure)
  }
  return {
    query: async (text, values) => toRows(await send({ text, values: values.map(toBound) })),
    async close() {
      try {
        if (ended() === undefined) await send({ close: true })
      } finally {
        await worker.terminate()
      }
    },
  }
}

/**
 * Collects the requests of calls that do not wait for each other, and sends them together, because a message costs as
 * much as a short statement.
 */
function createGroup(send: (requests: readonly object[]) => void): { add(request: object): void } {
  let group: object[] = []
  return {
    add(request) {
      group.push(request)
      if (group.length > 1) return
      queueMicrotask(() => {
        send(group)
        group = []
      })
    },
  }
}

function toRows<Row>({ count, columns, values }: PgliteRows): readonly Row[] {
  return Array.from({ length: count }, (_, index) => {
    const row: Record<string, unknown> = {}
    const start = index * columns.length
    for (const [at, column] of columns.entries()) row[column] = values[start + at]
    return row as Row
  })
}

/** The part of WebAssembly that is used here. TypeScript declares it for browsers only. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> }

let compiled: Promise<object> | undefined

/**
 * Compiles PostgreSQL once per process. PGlite alone does it for each database, which is half of the time to open one.
 */
function compilePostgres(): Promise<object> {
  const file = new URL('./pglite.wasm', import.meta.resolve('@electric-sql/pglite'))
  compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes))
  return compiled
}

/** Settles pending requests. Returns a function that returns the error if the thread has ended. */
function listen(worker: Worker, pending: Map<number, Pending>): () => Error | undefined {
  let failure: Error | undefined
  worker.on('message', (responses: readonly PgliteResponse[]) => {
    for (const response of responses) {
      const entry = pending.get(response.id)
      pending.delete(response.id)
      if ('rows' in response) entry?.resolve(response.rows)
      else entry?.reject(toError(response.failure))
    }
    if (pending.size === 0) worker.unref()
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
 * Creates the worker.
 *
 * From source, it starts with a bundle, and without the options of this process, because a loader of TypeScript would
 * take longer to start than PostgreSQL.
 */
function createWorker(workerData: PgliteWorkerData): Worker {
  const { cluster } = workerData
  // Moved, because a copy of a new cluster takes 26 MB.
  const transferList = 'archive' in cluster ? [cluster.archive.buffer as ArrayBuffer] : []
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData, transferList })
  }
  bundle ??= bundleWorker()
  return new Worker(bundle, { workerData, transferList, execArgv: [] })
}

let bundle: URL | undefined

/** The part of esbuild, a dependency of tsx, that is used here. */
interface Esbuild {
  buildSync(options: Readonly<Record<string, unknown>>): unknown
}

/** Bundles the sources of the worker into a file in `node_modules/.cache`, where it finds the same packages. */
function bundleWorker(): URL {
  const { resolve } = createRequire(import.meta.url)
  const { buildSync } = createRequire(resolve('tsx'))('esbuild') as Esbuild
  const draft = new URL(`worker-${randomUUID()}.mjs`, cacheFolder)
  buildSync({
    entryPoints: [fileURLToPath(new URL('./worker.ts', import.meta.url))],
    outfile: fileURLToPath(draft),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  })
  // Other processes do the same at the same time, and none may see an incomplete file.
  const whole = new URL('worker.mjs', cacheFolder)
  renameSync(draft, whole)
  return whole
}
