import type { ContractCase } from '../contract-case.js'
import { contractOperations } from '../contract.js'

const headers: readonly (readonly [what: string, authorization: string | null])[] = [
  ['a request without a key', null],
  ['an empty Authorization header', ''],
  ['a scheme without a key', 'Bearer'],
  ['another authorization scheme', 'Basic YWRhOnNlY3JldA=='],
  ['a key without its scheme', 'rk_live_0123456789'],
  ['an unknown key', 'Bearer rk_live_0123456789'],
]

/** Every operation without a valid key. The key is checked before the input, so the body does not matter. */
export const authorizationCases: readonly ContractCase[] = contractOperations.flatMap(
  ({ id, method }) =>
    headers.map(([what, authorization]) => ({
      name: `${id} rejects ${what}`,
      operation: id,
      authorization,
      ...(method !== 'GET' && { body: {} }),
      status: 401,
    })),
)
