import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'

/** What the management side asks the server. */
export interface ManagementServices {
  /** Why the server should get no requests now, or nothing when it should. */
  readReadiness(): Promise<string | undefined>
  /** The metrics in Prometheus' text format. */
  toMetrics(): string
}

/**
 * Creates the HTTP server for operators: `/livez`, `/readyz` and `/metrics`, nothing else.
 *
 * It has no authentication and belongs on an address that clients do not reach.
 */
export function createManagement(services: ManagementServices): Server {
  const limits = { headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: 1000 }
  return createServer(limits, (request, response) => {
    request.resume()
    void answer(services, request, response)
  })
}

async function answer(
  services: ManagementServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'GET only')
  switch (request.url?.split('?', 1)[0]) {
    case '/livez':
      return send(response, 200, 'alive')
    case '/readyz': {
      const problem = await services.readReadiness()
      return problem === undefined ? send(response, 200, 'ready') : send(response, 503, problem)
    }
    case '/metrics':
      response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      response.end(services.toMetrics())
      return undefined
    default:
      return send(response, 404, 'There are /livez, /readyz and /metrics')
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}
