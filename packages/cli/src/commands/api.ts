import { ReferlyError } from '@referly-kit/client'
import { type ConnectionFlags, createClient, readConnection } from '../connection.js'
import type { Context } from '../context.js'
import { type CliErrorCode, CliError, toMessage } from '../errors.js'
import type { FormatFlags } from '../terminal/records.js'

/** What `referly api` is told. */
export interface ApiFlags extends ConnectionFlags, FormatFlags {
  readonly method: string
  /** Below the base URL, such as `/coupons?id=1`. */
  readonly path: string
  /** The body as JSON; `-` reads stdin. */
  readonly data?: string | undefined
}

/**
 * Sends one request as it is and prints the answer as it is; repeats nothing.
 *
 * @throws CliError for an answer other than 2xx, after it has been printed
 */
export async function callApi(flags: ApiFlags, context: Context): Promise<void> {
  const { output, input } = context
  const connection = await readConnection(flags, context)
  // Made for its checks only: no key is sent to an address that is neither https nor this machine.
  createClient(connection)
  const method = parseMethod(flags.method)
  if (!flags.path.startsWith('/')) {
    throw new CliError('INVALID_USAGE', `The path must begin with /; received ${flags.path}.`)
  }
  if (method === 'GET' && flags.data !== undefined) {
    throw new CliError('INVALID_USAGE', 'A GET has no body; leave out --data, or use POST.')
  }
  const body = flags.data === '-' ? await input.readAll() : flags.data
  const { status, text } = await send(
    `${connection.baseUrl}${flags.path}`,
    { method, key: connection.apiKey ?? '', body },
    context.signal,
  )
  writeAnswer({ status, text }, flags, output)
  if (status >= 200 && status < 300) return
  const code = codes[status] ?? (status < 500 ? 'INVALID_USAGE' : 'UNEXPECTED')
  throw new CliError(code, `${method} ${flags.path} was answered with ${status}.`)
}

/** JSON as one document, other text line by line; with --json always one document. */
function writeAnswer(
  answer: { readonly status: number; readonly text: string },
  { json }: FormatFlags,
  output: Context['output'],
): void {
  try {
    return output.json(JSON.parse(answer.text))
  } catch {
    if (json === true) return output.json(answer)
  }
  for (const line of answer.text.split('\n')) if (line !== '') output.data(line)
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
  throw new CliError('INVALID_USAGE', `The method must be GET or POST; received ${text}.`)
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
    if (signal.aborted || error instanceof ReferlyError) throw error
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
    throw new CliError('NETWORK', `${method} had no answer: ${toMessage(cause)}.`, error)
  }
}
