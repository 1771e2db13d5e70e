import type { FastifyInstance } from 'fastify'

// Node closes idle connections once; those that turn idle afterward would wait for their time-out.
const sweepMs = 25

/** Stops accepting, lets requests under way finish until the deadline, then cuts the rest off. */
export async function drain(http: FastifyInstance, deadlineMs: number): Promise<void> {
  const closed = Promise.resolve(http.close())
  const sweep = setInterval(() => http.server.closeIdleConnections(), sweepMs)
  const deadline = setTimeout(() => http.server.closeAllConnections(), deadlineMs)
  try {
    await closed
  } finally {
    clearInterval(sweep)
    clearTimeout(deadline)
  }
}
