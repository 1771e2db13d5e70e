import type { FastifyInstance } from 'fastify'

// Node closes idle connections only once; connections that become idle later would stay open until their timeout.
const sweepMs = 25

/** Stops accepting connections and waits for requests in progress; at the deadline, closes what is still open. */
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
