import { createLogger } from '@stoplight/prism-core'
import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { createServer } from '@stoplight/prism-http-server'
import type { AnswerTarget } from './answer-target.js'
import { contractFile } from './contract.js'
import { readExampleFixtures } from './examples.js'

/**
 * Starts the Prism mock of the contract in this process, on a free port. It returns the examples.
 *
 * It is static, because the dynamic mode returns 500 for most circular schemas, such as `Coupon`. It accepts any bearer
 * key and stores nothing.
 */
export async function startPrism(): Promise<AnswerTarget> {
  const running = await startPrismOf(contractFile)
  return { name: 'prism', apiKey: 'any-key', fixtures: readExampleFixtures(), ...running }
}

/** Starts the Prism mock of any contract in this process, on a free port. */
export function startPrismOf(file: string): Promise<Listening> {
  return listen(file, {
    ...always,
    validateRequest: true,
    checkSecurity: true,
    errors: false,
    isProxy: false,
  })
}

/**
 * Starts Prism as a proxy, like `prism proxy --errors`. It replaces responses that break the contract with a 500.
 * Requests are not validated, so that the responses to invalid ones are checked too.
 */
export function startPrismProxy(upstreamUrl: string): Promise<Listening> {
  return listen(contractFile, {
    ...always,
    validateRequest: false,
    checkSecurity: false,
    errors: true,
    isProxy: true,
    upstream: new URL(upstreamUrl),
  })
}

type Listening = Pick<AnswerTarget, 'baseUrl' | 'close'>
type PrismConfig = Parameters<typeof createServer>[1]['config']

const always = { validateResponse: true, upstreamProxy: undefined, mock: { dynamic: false } }

async function listen(file: string, config: PrismConfig): Promise<Listening> {
  const server = createServer(await getHttpOperationsFromSpec(file), {
    cors: false,
    config,
    components: { logger: createLogger('PRISM', { level: 'silent' }) },
  })
  const baseUrl = await server.listen(0, '127.0.0.1')
  return { baseUrl, close: () => server.close() }
}
