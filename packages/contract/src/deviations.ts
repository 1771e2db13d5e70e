import type { TargetName } from './answer-target.js'
import { contractCases } from './cases.js'
import { failureCases, limitCases } from './cases/outages.js'
import type { OperationId } from './contract-case.js'
import { contractOperations } from './contract.js'
import { isUnlikeExamples } from './examples.js'
import type { Check } from './findings.js'

/** Cases that a target is known to fail, and why that is accepted. */
export interface Deviation {
  readonly targets: readonly TargetName[]
  readonly reason: string
  /** Every check that fails, in the order in which the checks run. */
  readonly checks: readonly Check[]
  /** The names of the cases. */
  readonly cases: readonly string[]
}

const operations = contractOperations.map(({ id }) => id)
const writes = contractOperations.filter(({ method }) => method !== 'GET').map(({ id }) => id)
const lookups = contractOperations.filter(({ method }) => method === 'GET').map(({ id }) => id)

const servers: readonly TargetName[] = ['pglite', 'postgresql', 'proxy']

function toMalformedCases(id: OperationId): readonly string[] {
  return [`${id} rejects truncated JSON`, `${id} rejects text that is not JSON`]
}

/** Every accepted deviation. A case can appear once per target. */
export const deviations: readonly Deviation[] = [
  {
    targets: ['prism'],
    reason: 'a mock returns its example, not what was sent or asked for',
    checks: ['contents'],
    cases: contractCases.filter(isUnlikeExamples).map(({ name }) => name),
  },
  {
    targets: ['prism'],
    reason: 'Prism requires a bearer key, but accepts any',
    checks: ['status'],
    cases: operations.map((id) => `${id} rejects an unknown key`),
  },
  {
    targets: ['prism', 'proxy'],
    reason: 'Prism rejects malformed JSON with its own body, before it matches the operation',
    checks: ['schema', 'contents'],
    cases: writes.filter((id) => id !== 'refundSale').flatMap(toMalformedCases),
  },
  {
    targets: ['prism', 'proxy'],
    reason: 'the same, where the error in the contract is a sentence and not a number',
    checks: ['schema'],
    cases: toMalformedCases('refundSale'),
  },
  {
    targets: ['prism'],
    reason: 'Prism accepts unknown and empty query parameters',
    checks: ['status'],
    cases: lookups.flatMap((id) => [
      `${id} rejects an unknown filter`,
      `${id} rejects a filter without a value`,
    ]),
  },
  {
    targets: servers,
    reason:
      'our server returns 413, the HTTP status for this. The contract lacks it, and clients treat it like 400',
    checks: ['status', 'schema'],
    cases: writes.map((id) => `${id} rejects an oversized body`),
  },
  {
    targets: servers,
    reason: 'a single request is not too many. limits.test.ts sends more',
    checks: ['status'],
    cases: limitCases.map(({ name }) => name),
  },
  {
    targets: servers,
    reason: 'no request makes our server fail',
    checks: ['status'],
    cases: failureCases.map(({ name }) => name),
  },
]

/** Cases that are not sent to a target, and why. */
export interface Omission {
  readonly target: TargetName
  readonly reason: string
  readonly cases: readonly string[]
}

/** Every accepted omission. */
export const omissions: readonly Omission[] = [
  {
    target: 'proxy',
    reason:
      'Prism forwards the length of a `null` without its text for these methods, so that the server waits for it',
    cases: contractOperations
      .filter(({ method }) => method === 'DELETE' || method === 'PATCH')
      .map(({ id }) => `${id} rejects null as body`),
  },
]
