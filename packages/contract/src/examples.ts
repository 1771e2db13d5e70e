import { fillWithExamples } from './answers.js'
import type {
  ContractCase,
  ExpectedAnswer,
  JsonObject,
  JsonValue,
  OperationId,
} from './contract-case.js'
import { readExample } from './contract.js'
import { findFaults } from './findings.js'
import type { Fixtures } from './fixtures.js'

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
    'sale.externalInvoiceId': toValue(sale['externalInvoiceId']),
  }
}

/** Returns the record of a lookup by a unique key, which is a list of one for some operations. */
function readRecord(operation: OperationId): JsonObject {
  const [record] = [
    readExample(operation, 200, 'single') ?? readExample(operation, 200, 'one'),
  ].flat()
  return record as JsonObject
}

/** An example can have null for a property. Any text works as a filter then, because a mock does not filter. */
function toValue(value: JsonValue | undefined): string | number {
  return typeof value === 'string' || typeof value === 'number' ? value : 'not-in-the-example'
}

/**
 * Returns whether the contract's examples, which are all that a mock returns, lack the values that a case expects in a
 * response.
 */
export function isUnlikeExamples(contractCase: ContractCase): boolean {
  const values = { ...readExampleFixtures(), unique: 'unlike-any-example' }
  const created = contractCase.given?.length ?? 0
  const expected = fillWithExamples(contractCase, values).slice(created)
  return expected.some((request) => {
    const answer = { status: request.status, contentType: 'application/json' }
    const findings = findFaults(request, { ...answer, body: readMockBody(request) })
    return findings.some(({ check }) => check === 'contents')
  })
}

function readMockBody({
  operation,
  status,
  shape,
  preferredExample = shape,
}: ExpectedAnswer): unknown {
  if (status >= 300) return readExample(operation, status, 'error')
  return preferredExample === undefined ? '' : readExample(operation, status, preferredExample)
}
