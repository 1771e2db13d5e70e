import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A server on this machine that a test controls. */
export interface TestServer {
  /** The address of its API, ending in `/api/v1`. */
  readonly url: string
  /** Ends every connection, and stops listening. */
  close(): void
}

/** A request whose body has been read. */
export interface Exchange {
  readonly incoming: IncomingMessage
  readonly body: Buffer | string
  readonly answer: ServerResponse
}

/**
 * Starts a server, on a free port unless one is given. A request that its client ends early, as a killed process does,
 * or whose handler fails, loses its connection, so that neither can fail a test that runs at the same time.
 */
export async function startTestServer(
  handle: (exchange: Exchange) => unknown,
  port = 0,
): Promise<TestServer> {
  const server = createServer((incoming, answer) => {
    const handled = buffer(incoming).then((body) => handle({ incoming, body, answer }))
    handled.catch(() => answer.destroy())
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}/api/v1`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The response of another server. */
export interface Passed {
  readonly status: number
  readonly type: string
  readonly text: Buffer
}

/** Sends a request, whose body may have been replaced, to another server, and returns its response. */
export async function pass({ incoming, body }: Exchange, target: string): Promise<Passed> {
  const { method, headers, url = '/' } = incoming
  const length = { 'content-length': Buffer.byteLength(body) }
  const outgoing = request(new URL(url, target), { method, headers: { ...headers, ...length } })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  const type = response.headers['content-type'] ?? 'application/json'
  return { status: response.statusCode ?? 502, type, text: await buffer(response) }
}

/** Responds as another server responded. */
export function passBack(answer: ServerResponse, { status, type, text }: Passed): void {
  answer.writeHead(status, { 'content-type': type }).end(text)
}
