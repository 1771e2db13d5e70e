import { readConnection, type ConnectionFlags } from '../api/connection.js'
import type { Context } from '../context.js'
import { CliError, toCauseMessage, type CliErrorCode } from '../errors.js'
import type { FormatFlags } from '../terminal/records.js'
import { addConnectionOptions, addJsonOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `api`. */
export function addApi(command: ReferlyCommand, context: Context): void {
  command
    .details('The response is printed unchanged. The request is not retried if it fails.')
    .argument('<method>', 'GET or POST')
    .argument('<path>', 'Path relative to the base URL, such as /coupons')
    .option('--data <json>', 'Request body of a POST, or - for stdin')
    .examples(['referly api GET /coupons', "referly api GET '/promotional-codes?code=X'"])
  addJsonOption(addConnectionOptions(command)).action(
    (method: string, path: string, flags: Omit<ApiRequest, 'method' | 'path'>) =>
      callApi({ ...flags, method, path }, context),
  )
}

interface ApiRequest extends ConnectionFlags, FormatFlags {
  readonly method: string
  /** Below the base URL, such as `/coupons?id=1`. */
  readonly path: string
  /** The body as JSON, or `-` for stdin. */
  readonly data?: string | undefined
}

async function callApi(request: ApiRequest, context: Context): Promise<void> {
  const { output, input } = context
  const connection = await readConnection(request, context)
  const { createClient } = await import('../api/client.js')
  // Created for its checks: a key is only sent over https, or to this machine.
  createClient(connection)
  const method = parseMethod(request.method)
  if (!request.path.startsWith('/')) {
    const problem = { field: 'path', expected: 'a path that starts with /', received: request.path }
    throw new CliError('INVALID_USAGE', problem)
  }
  if (method === 'GET' && request.data !== undefined) {
    throw new CliError('INVALID_USAGE', 'A GET request has no body. Leave out --data, or use POST.')
  }
  const body = request.data === '-' ? await input.readAll() : request.data
  const { status, text } = await send(
    `${connection.baseUrl}${request.path}`,
    { method, key: connection.apiKey ?? '', body },
    context.signal,
  )
  writeResponse({ status, text }, request, output)
  if (status >= 200 && status < 300) return
  const code = codes[status] ?? (status < 500 ? 'INVALID_USAGE' : 'UNEXPECTED')
  throw new CliError(code, `${method} ${request.path} failed with status ${status}.`)
}

/** Prints JSON as one document, and other text line by line; with --json always as one document. */
function writeResponse(
  response: { readonly status: number; readonly text: string },
  { json }: FormatFlags,
  output: Context['output'],
): void {
  try {
    return output.json(JSON.parse(response.text))
  } catch {
    if (json === true) return output.json(response)
  }
  for (const line of response.text.split('\n')) if (line !== '') output.data(line)
}

const codes: Readonly<Record<number, CliErrorCode>> = {
  401: 'AUTHENTICATION',
  403: 'AUTHENTICATION',
  404: 'NOT_FOUND',
  429: 'NETWORK',
}

function parseMethod(text: string): string {
  const method = text.toUpperCase()
  if (method === 'GET' || method === 'POST') return method
  throw new CliError('INVALID_USAGE', { field: 'method', expected: 'GET or POST', received: text })
}

interface Call {
  readonly method: string
  readonly key: string
  readonly body: string | undefined
}

async function send(
  url: string,
  { method, key, body }: Call,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, text: (await response.text()).trim() }
  } catch (error) {
    if (signal.aborted) throw error
    throw new CliError(
      'NETWORK',
      `${method} ${url} received no response: ${toCauseMessage(error)}.`,
      error,
    )
  }
}
