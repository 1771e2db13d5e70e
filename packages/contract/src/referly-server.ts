import { startServer, type StartOptions } from '@referly-kit/server'
import type { AnswerTarget } from './answer-target.js'
import { findPostgresql } from './postgresql.js'
import { startPrismProxy } from './prism.js'
import { createRecords } from './records.js'

/** Starts our server on an in-memory PGlite and a free port, with one program that has the fixtures. */
export function startOnPglite(options: StartOptions = {}): Promise<AnswerTarget> {
  return startReferlyServer('pglite', options)
}

/**
 * The same on PostgreSQL, which is started for it and stopped with it.
 *
 * @throws TypeError when this machine has none: see `findPostgresql`.
 */
export async function startOnPostgresql(): Promise<AnswerTarget> {
  const start = findPostgresql()
  if (start === undefined) throw new TypeError('Expected PostgreSQL on this machine: install it')
  const { databaseUrl, close } = await start()
  return withEnd(() => startReferlyServer('postgresql', { databaseUrl }), close)
}

/** The same on PGlite, behind Prism: an answer that breaks the contract becomes a 500 that says how. */
export async function startBehindProxy(): Promise<AnswerTarget> {
  const server = await startOnPglite()
  return withEnd(async () => {
    const proxy = await startPrismProxy(server.baseUrl)
    return { ...server, ...proxy, name: 'proxy' }
  }, server.close)
}

async function startReferlyServer(
  name: AnswerTarget['name'],
  options: StartOptions,
): Promise<AnswerTarget> {
  const server = await startServer(options)
  return withEnd(
    async () => {
      const program = await server.admin.createProgram({ name: 'Contract' })
      const { key: apiKey } = await server.admin.createApiKey(program.id)
      const fixtures = await createRecords({ baseUrl: server.url, apiKey })
      return { name, baseUrl: server.url, apiKey, fixtures, close: () => Promise.resolve() }
    },
    () => server.close(),
  )
}

/** A target that ends with what it stands on, also when it cannot be started. */
async function withEnd(
  start: () => Promise<AnswerTarget>,
  end: () => Promise<void>,
): Promise<AnswerTarget> {
  try {
    const target = await start()
    return { ...target, close: () => target.close().finally(end) }
  } catch (error) {
    await end()
    throw error
  }
}
