import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { codeOfStatus } from './error-responses.js'

interface BrokenRequestResponse {
  readonly status: number
  readonly phrase: string
  readonly message: string
  /** More header lines. */
  readonly headers?: string
}

/**
 * Responds to a request that is malformed, too large, or too slow. Returns the status, or 0 if the client has
 * disconnected.
 *
 * Node has no request object for it, so the response is written to the socket.
 */
export function sendBrokenRequestResponse(error: NodeJS.ErrnoException, socket: Socket): number {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return 0
  }
  const { status, phrase, message } = toResponse(error.code)
  writeResponse(socket, { status, phrase, message })
  return status
}

function writeResponse(
  socket: Duplex,
  { status, phrase, message, headers = '' }: BrokenRequestResponse,
): void {
  const body = toBody(status, message)
  socket.end(
    `HTTP/1.1 ${status} ${phrase}\r\n${headers}content-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
  // A client that never reads would keep its half of the connection open.
  const timeout = setTimeout(() => socket.destroy(), 5000).unref()
  socket.once('close', () => clearTimeout(timeout))
}

/** Returns the body for both APIs: the request may be too broken to have a path. */
function toBody(status: number, message: string): string {
  return JSON.stringify({ error: status, message, code: codeOfStatus[status] })
}

function toResponse(code: string | undefined): BrokenRequestResponse {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = 'The headers are too large.'
    return { status: 431, phrase: 'Request Header Fields Too Large', message }
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const message = 'The request took too long to arrive.'
    return { status: 408, phrase: 'Request Timeout', message }
  }
  return { status: 400, phrase: 'Bad Request', message: 'The request is not valid HTTP.' }
}

/** Rejects CONNECT, for which Node has no response object, and passes its status to `onRejected`. */
export function rejectConnect(
  server: Server,
  onRejected: (status: number, request: IncomingMessage) => void,
): void {
  server.on('connect', (request, socket) => {
    socket.on('error', () => socket.destroy())
    writeResponse(socket, {
      status: 405,
      phrase: 'Method Not Allowed',
      message: 'CONNECT is not supported. This server is not a proxy.',
      headers: 'allow: GET, POST, PUT, PATCH, DELETE\r\n',
    })
    onRejected(405, request)
  })
}

/** Rejects unknown expectations with a body; Node does it without one. */
export function rejectExpectations(server: Server): void {
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const message = 'The only supported expectation is 100-continue.'
    const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' }
    response.writeHead(417, headers).end(toBody(417, message))
    request.resume()
  })
}
