import { startServer } from '@referly-kit/server'
import type { AnswerTarget } from './answer-target.js'
import { createRecords } from './records.js'

/** Starts our server on an in-memory PGlite and a free port, with one programme that has the fixtures. */
export async function startReferlyServer(): Promise<AnswerTarget> {
  const server = await startServer()
  try {
    const program = await server.admin.createProgram({ name: 'Contract' })
    const { key } = await server.admin.createApiKey(program.id)
    const fixtures = await createRecords({ baseUrl: server.url, apiKey: key })
    return {
      name: 'server',
      baseUrl: server.url,
      apiKey: key,
      fixtures,
      close: () => server.close(),
    }
  } catch (error) {
    await server.close()
    throw error
  }
}
