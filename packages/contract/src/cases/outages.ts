import type { ContractCase } from '../contract-case.js'
import { contractOperations } from '../contract.js'
import { acceptedBodies } from './accepted-bodies.js'

const bodies = new Map(acceptedBodies)

function toOutages(what: string, status: number): readonly ContractCase[] {
  return contractOperations.map(({ id }) => {
    const body = bodies.get(id)
    return {
      name: `${id} returns ${what}`,
      operation: id,
      ...(body && { body }),
      preferredStatus: status,
      status,
    }
  })
}

/** The responses of a server that receives too many requests. */
export const limitCases: readonly ContractCase[] = toOutages('429 after too many requests', 429)

/** The responses of a server that fails. */
export const failureCases: readonly ContractCase[] = toOutages('500 if the server fails', 500)
