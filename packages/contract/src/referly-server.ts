import { startServer, type StartOptions } from '@referly-kit/server'
import type { AnswerTarget } from './answer-target.js'
import { findPostgresql } from './postgresql.js'
import { startPrismProxy } from './prism.js'
import { createRecords } from './records.js'

/** Starts our server on an in-memory PGlite and a free port, with a program that contains the fixtures. */
export function startOnPglite(options: StartOptions = {}): Promise<AnswerTarget> {
  return startReferlyServer('pglite', options)
}

/**
 * Starts our server on its own PostgreSQL, which is stopped with it.
 *
 * @throws TypeError if there is no PostgreSQL on this machine. See `findPostgresql`.
 */
export async function startOnPostgresql(): Promise<AnswerTarget> {
  const start = findPostgresql()
  if (start === undefined) {
    throw new TypeError(
      'PostgreSQL is not installed. Install it, or set REFERLY_TEST_DATABASE_URL.',
    )
  }
  const { databaseUrl, close } = await start()
  return startOnTop(() => startReferlyServer('postgresql', { databaseUrl }), close)
}

/**
 * Starts our server on PGlite behind Prism, which replaces a response that breaks the contract with a 500 that
 * describes the violation.
 */
export async function startBehindProxy(): Promise<AnswerTarget> {
  const server = await startOnPglite()
  return startOnTop(async () => {
    const proxy = await startPrismProxy(server.baseUrl)
    return { ...server, ...proxy, name: 'proxy' }
  }, server.close)
}

async function startReferlyServer(
  name: AnswerTarget['name'],
  options: StartOptions,
): Promise<AnswerTarget> {
  const server = await startServer(options)
  return startOnTop(
    async () => {
      const program = await server.admin.createProgram({
        name: 'Contract',
        siteUrl: 'https://example.com',
        deductTax: true,
        deductShipping: true,
      })
      const { key: apiKey } = await server.admin.createApiKey(program.id)
      const fixtures = await createRecords({ baseUrl: server.url, apiKey })
      return { name, baseUrl: server.url, apiKey, fixtures, close: () => Promise.resolve() }
    },
    () => server.close(),
  )
}

/** Starts a target on top of something else, which is stopped with the target or if the target fails to start. */
async function startOnTop(
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
