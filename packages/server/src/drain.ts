import type { Server } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

// Node closes idle connections only once; connections that become idle later would stay open until their timeout.
const sweepMs = 25

const lingerMs = 250
const pollMs = 10

/**
 * Waits a moment for clients to end their connections, which every response now asks them to.
 *
 * Closing a connection between two requests would reset one whose next request is already on its way.
 */
export async function linger({ server }: FastifyInstance): Promise<void> {
  const deadline = performance.now() + lingerMs
  while (performance.now() < deadline && (await countConnections(server)) > 0) await sleep(pollMs)
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0))
  })
}

const mostTurns = 1000

/**
 * Waits for a turn of the event loop in which no connection arrives.
 *
 * The system resets connections that it has completed and Node has not accepted yet when the port closes.
 */
async function untilQuiet(server: Server): Promise<void> {
  let isQuiet = false
  const listen = (): void => void (isQuiet = false)
  server.on('connection', listen)
  for (let turn = 0; turn < mostTurns && !isQuiet; turn++) {
    isQuiet = true
    await nextTurn()
  }
  server.off('connection', listen)
}

/** Stops accepting connections and waits for requests in progress; at the deadline, closes what is still open. */
export async function drain(http: FastifyInstance, deadlineMs: number): Promise<void> {
  await untilQuiet(http.server)
  // Fastify would close the port some turns later.
  if (http.server.listening) http.server.close()
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
