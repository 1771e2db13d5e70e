import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request as received by the server. */
export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Responds to one request, once its body is read. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void

/** A real HTTP server that sends the n-th reply to the n-th request, and the last reply to all later ones. */
export interface FaultServer {
  readonly url: string
  readonly received: ReceivedRequest[]
  close(): Promise<void>
}

export async function startFaultServer(...replies: readonly Reply[]): Promise<FaultServer> {
  const received: ReceivedRequest[] = []
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const { method = '', url = '', headers } = request
    const seen = { method, url, headers, body }
    received.push(seen)
    replies[Math.min(received.length, replies.length) - 1]?.(response, seen)
  }
  const server = createServer((request, response) => {
    // A client that stops waiting may leave in the middle of its request.
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(status, headers).end(body)
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return text(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers })
}

export const emptyServerError: Reply = text(500, '', { 'content-length': '0' })

export const badGatewayPage: Reply = text(502, '<html>Bad gateway</html>', {
  'content-type': 'text/html',
})

export const loginPage: Reply = text(200, '<html>Log in</html>', { 'content-type': 'text/html' })

/** Announces more than it sends, then cuts the connection. */
export const truncated: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
  response.write('[{"id":"c1",', () => response.destroy())
}

/** Ends a chunked response properly, but in the middle of the JSON. */
export const halfJson: Reply = text(200, '[{"id":"c1",', { 'content-type': 'application/json' })

export const reset: Reply = (response) => response.socket?.resetAndDestroy()

export const hang: Reply = () => {}

/** Sends a byte from time to time and never ends. */
export const drip: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 20)
  response.on('close', () => clearInterval(timer))
}
