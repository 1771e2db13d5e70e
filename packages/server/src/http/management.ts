import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listen, toUrl, type Address } from '../addresses.js'

/** The app that the management port reports on. */
export interface ManagedApp {
  /** Returns the reason the app should not get requests right now, or nothing when it should. */
  readReadiness(): Promise<string | undefined>
  /** Returns the metrics in Prometheus' text format. */
  toMetrics(): Promise<string>
}

/** The management port, for operators. */
export interface Management {
  readonly url: string | undefined
  /** Switches `/readyz` and `/metrics` to the app. */
  serve(app: ManagedApp): void
  /** Switches `/readyz` to 503, because the server is stopping. */
  drain(): void
  close(): Promise<void>
}

/**
 * Opens the management port, if there is an address for it, with `/livez`, `/readyz`, and `/metrics`.
 *
 * It opens before the database, so that probes can watch a slow start. It has no authentication and belongs on an
 * address that clients cannot reach.
 */
export async function startManagement(address: Address | undefined): Promise<Management> {
  let app: ManagedApp | undefined
  let problem: string | undefined = 'starting'
  const server = createManagementServer({
    readReadiness: async () => problem ?? app?.readReadiness(),
    toMetrics: async () => (await app?.toMetrics()) ?? '',
  })
  if (address !== undefined) await listen(server, address)
  return {
    url: address === undefined ? undefined : toUrl(server, address),
    serve(running) {
      app = running
      problem = undefined
    },
    drain: () => void (problem = 'stopping'),
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function createManagementServer(app: ManagedApp): Server {
  const limits = { headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: 1000 }
  return createServer(limits, (request, response) => {
    request.resume()
    void respond(app, request, response)
  })
}

async function respond(
  app: ManagedApp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'GET only')
  switch (request.url?.split('?', 1)[0]) {
    case '/livez':
      return send(response, 200, 'alive')
    case '/readyz': {
      const problem = await app.readReadiness()
      return problem === undefined ? send(response, 200, 'ready') : send(response, 503, problem)
    }
    case '/metrics':
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      response.end(await app.toMetrics())
      return undefined
    default:
      return send(response, 404, 'Not found. Use /livez, /readyz, or /metrics.')
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
