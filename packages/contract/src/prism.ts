import { createLogger } from '@stoplight/prism-core'
import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { createServer } from '@stoplight/prism-http-server'
import type { AnswerTarget } from './answer-target.js'
import type { JsonObject, JsonValue, OperationId } from './contract-case.js'
import { contractFile, readExample } from './contract.js'
import type { Fixtures } from './fixtures.js'

/**
 * Starts the Prism mock of the contract in this process, on a free port. It returns the examples.
 *
 * It is static, because the dynamic mode returns 500 for most circular schemas, such as `Coupon`. It accepts any bearer
 * key and stores nothing.
 */
export async function startPrism(): Promise<AnswerTarget> {
  const running = await listen({
    ...always,
    validateRequest: true,
    checkSecurity: true,
    errors: false,
    isProxy: false,
  })
  return { name: 'prism', apiKey: 'any-key', fixtures: readExampleFixtures(), ...running }
}

/**
 * Starts Prism as a proxy, like `prism proxy --errors`. It replaces responses that break the contract with a 500.
 * Requests are not validated, so that the responses to invalid ones are checked too.
 */
export function startPrismProxy(upstreamUrl: string): Promise<Listening> {
  return listen({
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

async function listen(config: PrismConfig): Promise<Listening> {
  const server = createServer(await getHttpOperationsFromSpec(contractFile), {
    cors: false,
    config,
    components: { logger: createLogger('PRISM', { level: 'silent' }) },
  })
  const baseUrl = await server.listen(0, '127.0.0.1')
  return { baseUrl, close: () => server.close() }
}

/** Returns the records in the contract's examples, the only ones that a mock has. */
export function readExampleFixtures(): Fixtures {
  const coupon = readRecord('listCoupons')
  const code = readRecord('listPromotionalCodes')
  const affiliate = readRecord('listAffiliates')
  const referral = readRecord('listReferrals')
  const sale = readRecord('listSales')
  const codeText = toValue(code['code'])
  return {
    'affiliate.id': toValue(affiliate['id']),
    'affiliate.email': toValue(affiliate['email']),
    'affiliate.link': toValue(affiliate['link']),
    'coupon.id': toValue(coupon['id']),
    'coupon.name': toValue(coupon['name']),
    'coupon.externalId': toValue(coupon['externalId']),
    'flatCoupon.id': toValue(coupon['id']),
    'repeatingCoupon.id': toValue(coupon['id']),
    'code.id': toValue(code['id']),
    'code.code': codeText,
    'code.lowerCaseCode': String(codeText).toLowerCase(),
    'code.externalId': toValue(code['externalId']),
    'disabledCode.code': codeText,
    'exhaustedCode.code': codeText,
    'referral.id': toValue(referral['id']),
    'referral.email': toValue(referral['email']),
    'referral.externalId': toValue(referral['referredUserExternalId']),
    'sale.id': toValue(sale['id']),
    'sale.externalId': toValue(sale['externalId']),
  }
}

function readRecord(operation: OperationId): JsonObject {
  return readExample(operation, 200, 'single') as JsonObject
}

/** An example can have null for a property. Any text works as a filter then, because a mock does not filter. */
function toValue(value: JsonValue | undefined): string | number {
  return typeof value === 'string' || typeof value === 'number' ? value : 'not-in-the-example'
}
