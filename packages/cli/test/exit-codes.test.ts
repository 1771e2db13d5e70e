import { createReferlyClient } from '@referly-kit/client'
import { describe, expect, it } from 'vitest'
import { CliError } from '../src/errors.js'
import { toCliErrorCode, toExitCode } from '../src/exit-codes.js'
import { startTestServer } from './test-server.js'

const quiet = new AbortController().signal

/** Returns the error of the client for a response with this status. */
async function readAnsweredError(status: number): Promise<unknown> {
  const server = await startTestServer(({ answer }) => answer.writeHead(status).end('{}'))
  const error = await readClientError(server.url)
  server.close()
  return error
}

function readClientError(baseUrl: string): Promise<unknown> {
  const client = createReferlyClient({ apiKey: 'key', baseUrl, retries: 0 })
  return client.coupons.list().catch((thrown: unknown) => thrown)
}

describe('toExitCode', () => {
  it.each([
    ['too many requests', 429, 5],
    ['a refused key', 401, 4],
    ['a failed server', 500, 1],
  ])('maps the response for %s to an exit code', async (_, status, exitCode) => {
    expect(toExitCode(toCliErrorCode(await readAnsweredError(status), quiet))).toBe(exitCode)
  })

  it('returns 5 for a server that does not respond', async () => {
    const error = await readClientError('http://127.0.0.1:9')
    expect(toExitCode(toCliErrorCode(error, quiet))).toBe(5)
  })

  it.each([
    [new CliError('INVALID_CSV', 'no'), 2],
    [new CliError('PORT_IN_USE', 'no'), 2],
    [new CliError('UNEXPECTED', 'no'), 1],
    [new TypeError('a bug'), 1],
    ['thrown text', 1],
  ])('maps %s to an exit code', (error, exitCode) => {
    expect(toExitCode(toCliErrorCode(error, quiet))).toBe(exitCode)
  })

  it('returns 130 for any failure after an interruption', () => {
    const error = new TypeError('aborted')
    expect(toExitCode(toCliErrorCode(error, AbortSignal.abort('SIGINT')))).toBe(130)
  })
})
