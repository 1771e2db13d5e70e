import { pass, passBack, startTestServer, type TestServer } from './test-server.js'

/** A server that forwards read-only requests to another one, and records and refuses all others. */
export interface RecordingServer extends TestServer {
  /** Returns the requests since the last call, one per line. */
  takeRequests(): string
}

/** Starts the server on a free port. The path `/text` responds with a text that is not JSON. */
export async function startRecordingServer(target: string): Promise<RecordingServer> {
  let requests: string[] = []
  const server = await startTestServer(async (exchange) => {
    const { incoming, body, answer } = exchange
    const { method = 'GET', url = '/', headers } = incoming
    requests.push(`${method} ${url} ${body.toString()}`)
    if (headers.authorization === 'Bearer wrong') return answer.writeHead(401).end('{}')
    if (url.endsWith('/text')) return answer.end('plain text')
    if (method !== 'GET') return answer.writeHead(400).end('{"message":"Recorded."}')
    return passBack(answer, await pass(exchange, target))
  })
  return {
    ...server,
    takeRequests() {
      const lines = requests.join('\n')
      requests = []
      return lines
    },
  }
}
