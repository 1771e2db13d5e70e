import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface BrokenAnswer {
  readonly status: number
  readonly phrase: string
  readonly message: string
}

/**
 * Answers what is no HTTP, too large or too slow, and returns the status; 0 when nobody listens any more.
 *
 * There is no request object to answer through.
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): number {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return 0
  }
  const { status, phrase, message } = toBrokenAnswer(error.code)
  const body = JSON.stringify({ error: status, message })
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  // A client that never reads would keep its half of the connection.
  socket.setTimeout(5000, () => socket.destroy())
  return status
}

function toBrokenAnswer(code: string | undefined): BrokenAnswer {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = 'The headers are too large'
    return { status: 431, phrase: 'Request Header Fields Too Large', message }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = 'The request took too long to arrive'
    return { status: 408, phrase: 'Request Timeout', message }
  }
  return { status: 400, phrase: 'Bad Request', message: 'The request is not valid HTTP' }
}

/** Node answers an expectation that it does not know without a body. */
export function answerExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const message = 'The only expectation that can be met is 100-continue'
    const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' }
    response.writeHead(417, headers).end(JSON.stringify({ error: 417, message }))
    request.resume()
  })
}
