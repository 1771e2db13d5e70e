import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A server that forwards read-only requests to another one, and records and refuses all others. */
export interface RecordingServer {
  readonly url: string
  /** Returns the requests since the last call, one per line. */
  takeRequests(): string
  close(): void
}

/** Starts the server on a free port. The path `/text` responds with a text that is not JSON. */
export async function startRecordingServer(target: string): Promise<RecordingServer> {
  let requests: string[] = []
  const server = createServer(async (incoming, response) => {
    const { method = 'GET', url = '/', headers } = incoming
    requests.push(`${method} ${url} ${await text(incoming)}`)
    if (headers.authorization === 'Bearer wrong') return response.writeHead(401).end('{}')
    if (url.endsWith('/text')) return response.end('plain text')
    if (method !== 'GET') return response.writeHead(400).end('{"message":"Recorded."}')
    const { authorization = '' } = headers
    const passed = await fetch(new URL(url, target), { headers: { authorization } })
    return response
      .writeHead(passed.status, { 'content-type': 'application/json' })
      .end(await passed.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    takeRequests() {
      const lines = requests.join('\n')
      requests = []
      return lines
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
