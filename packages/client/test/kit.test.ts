import { afterEach, describe, expect, it } from 'vitest'
import {
  createReferlyClient,
  isInvalidRequestError,
  isNotFoundError,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '../src/index.js'
import {
  json,
  reset,
  startFaultServer,
  text,
  type FaultServer,
  type Reply,
} from './fault-server.js'

const key = 'sk_live_secret_of_the_kit'
const program = {
  id: '0197a3c0-5f00-7000-8000-00000000b001',
  name: 'Acme',
  currency: 'USD',
  timeZone: 'UTC',
  holdingDays: 45,
}
let server: FaultServer

afterEach(() => server.close())

async function connect(
  replies: readonly Reply[],
  options: ReferlyClientOptions = {},
): Promise<ReferlyClient> {
  server = await startFaultServer(...replies)
  return createReferlyClient({ apiKey: key, baseUrl: server.url, random: () => 0, ...options })
}

const getError = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('the kit API', () => {
  it('is next to the API of Referly, with the same key', async () => {
    const { kit } = await connect([json(200, program)])
    expect(await kit.program.get()).toEqual(program)
    expect(server.received[0]).toMatchObject({ method: 'GET', url: '/api/kit/v1/program' })
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${key}`)
  })

  it.each([
    ['/api/v1', '/api/kit/v1/program'],
    ['/referly/api/v1/', '/referly/api/kit/v1/program'],
    ['', '/api/kit/v1/program'],
  ])('is found from a base URL that ends in "%s"', async (path, expected) => {
    await connect([json(200, program)])
    const { kit } = createReferlyClient({ apiKey: key, baseUrl: new URL(server.url).origin + path })
    await kit.program.get()
    expect(server.received[0]?.url).toBe(expected)
  })

  it('sends changes once', async () => {
    const { kit } = await connect([json(200, program)])
    expect(await kit.program.update({ holdingDays: 45 })).toEqual(program)
    expect(server.received).toMatchObject([{ method: 'PATCH', body: '{"holdingDays":45}' }])
  })

  it('passes headers, middleware, and the signal of a call on', async () => {
    const { kit } = await connect([json(200, program)], {
      headers: { 'x-shop': '7' },
      middleware: [async (request, next) => next(request)],
    })
    await kit.api.GET('/program')
    expect(server.received[0]?.headers['x-shop']).toBe('7')
    const error = await getError(kit.program.get({ signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED' })
    expect(server.received).toHaveLength(1)
  })

  it('retries a lookup, but no change that may have been made', async () => {
    const { kit } = await connect([reset, json(200, program), reset])
    expect(await kit.program.get()).toEqual(program)
    const error = await getError(kit.program.update({ holdingDays: 45 }))
    expect(error).toMatchObject({ code: 'OUTCOME_UNKNOWN', path: '/program' })
    expect(String(error)).toContain('PATCH /program may have updated its record')
    expect(server.received).toHaveLength(3)
  })

  it('shows the parts of an error', async () => {
    const body = {
      error: 400,
      message: '`program.holdingDays` must be a whole number between 0 and 90, but was 91.',
      code: 'INVALID_INPUT',
      field: 'program.holdingDays',
      expected: 'a whole number between 0 and 90',
      received: '91',
    }
    const { kit } = await connect([json(400, body)])
    const error = await getError(kit.program.update({ holdingDays: 91 }))
    expect(isInvalidRequestError(error) && error.errorBody).toEqual(body)
    expect(error).toMatchObject({
      message: `PATCH /program failed with status 400: ${body.message}`,
    })
  })

  it('does not show a key that the server repeats in the parts of an error', async () => {
    const body = { error: 400, message: 'x', code: 'INVALID_INPUT', received: key }
    const { kit } = await connect([json(400, body)])
    expect(JSON.stringify(await getError(kit.program.get()))).not.toContain(key)
  })

  it.each([
    ['Referly, with a page', text(404, '<html>', { 'content-type': 'text/html' })],
    ['an older server', json(404, { error: 404, message: 'not a path of this API' })],
  ])('is reported as missing by %s', async (_server, reply) => {
    const { kit } = await connect([reply])
    const error = await getError(kit.program.get())
    expect(isNotFoundError(error)).toBe(true)
    const place = server.url.replace('/api/v1', '/api/kit/v1')
    expect(error).toMatchObject({
      status: 404,
      message: `GET /program failed: The kit API is not available at ${place}. It is part of the Referly Kit server.`,
    })
  })

  it('has its own error for a record that does not exist', async () => {
    const body = { error: 404, message: 'No sale with id 4711.', code: 'NOT_FOUND' }
    const { kit } = await connect([json(404, body)])
    const error = await getError(kit.program.get())
    expect(error).toMatchObject({
      message: 'GET /program failed with status 404: No sale with id 4711.',
      errorBody: body,
    })
  })
})
