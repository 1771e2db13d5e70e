import type { ContractCase } from '../contract-case.js'
import { contractOperations } from '../contract.js'
import { acceptedBodies } from './accepted-bodies.js'

const bodies = new Map(acceptedBodies)

function toOutages(what: string, status: number): readonly ContractCase[] {
  return contractOperations.map(({ id }) => {
    const body = bodies.get(id)
    return {
      name: `${id} says ${what}`,
      operation: id,
      ...(body && { body }),
      preferredStatus: status,
      status,
    }
  })
}

/** What a server says that is asked too often. */
export const limitCases: readonly ContractCase[] = toOutages(
  'that there were too many requests',
  429,
)

/** What a server says that failed. */
export const failureCases: readonly ContractCase[] = toOutages('that the server failed', 500)
