import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** A body that is refused before it is parsed. */
export class BodyError extends Error {
  override readonly name: string = 'BodyError'
  readonly status: 400 | 415

  constructor(status: 400 | 415, message: string) {
    super(message)
    this.status = status
  }
}

const json = 'application/json'

/** Accepts JSON bodies in UTF-8 and no others. A byte order mark is skipped. */
export function addBodyParser(http: FastifyInstance): void {
  const parseJson = http.getDefaultJsonParser('error', 'error')
  http.removeAllContentTypeParsers()
  http.addContentTypeParser<Buffer>(json, { parseAs: 'buffer' }, (request, body, done) => {
    const error = findProblem(request.headers, body)
    if (error !== undefined) return done(error)
    const text = body.toString()
    parseJson(request, text, (failure, value) => {
      if (failure === null) done(null, value)
      else done(createJsonError(text))
    })
  })
}

function createJsonError(text: string): BodyError {
  if (text === '') return new BodyError(400, 'The body is empty. Send a JSON object.')
  try {
    JSON.parse(text)
  } catch {
    return new BodyError(400, 'The body is not valid JSON.')
  }
  return new BodyError(400, 'The body cannot have a property named __proto__ or constructor.')
}

function findProblem(headers: IncomingHttpHeaders, body: Buffer): BodyError | undefined {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = headers
  if (encoding.toLowerCase() !== 'identity') {
    return new BodyError(415, 'The body must not be compressed. Send it without Content-Encoding.')
  }
  if (type !== json && !isUtf8Charset(type)) {
    const message = 'The charset of the body must be UTF-8. Send Content-Type: application/json.'
    return new BodyError(415, message)
  }
  // Otherwise letters would silently become U+FFFD, and be stored that way.
  return isUtf8(body) ? undefined : new BodyError(400, 'The body is not valid UTF-8.')
}

function isUtf8Charset(contentType: string): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType) ?? []
  return /^(?:utf-?8|us-ascii)$/i.test(charset)
}
