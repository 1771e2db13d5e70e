import type { ContractCase } from '../contract-case.js'
import { contractOperations } from '../contract.js'
import { acceptedBodies } from './accepted-bodies.js'

const bodies = new Map(acceptedBodies)

function toOutages(what: string, status: number): readonly ContractCase[] {
  return contractOperations.map(({ id }) => {
    const body = bodies.get(id)
    return {
      name: `${id} reports ${what}`,
      operation: id,
      ...(body && { body }),
      preferredStatus: status,
      status,
    }
  })
}

/** The answers of a server that receives too many requests. */
export const limitCases: readonly ContractCase[] = toOutages('too many requests', 429)

/** The answers of a server that fails. */
export const failureCases: readonly ContractCase[] = toOutages('a server failure', 500)
