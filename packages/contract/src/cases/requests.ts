import type { ContractCase } from '../contract-case.js'
import { contractOperations } from '../contract.js'
import { acceptedBodies } from './accepted-bodies.js'

const creations = contractOperations.filter(({ method }) => method === 'POST').map(({ id }) => id)
const lookups = contractOperations.filter(({ method }) => method === 'GET').map(({ id }) => id)

const texts: readonly (readonly [what: string, rawBody: string])[] = [
  ['truncated JSON', '{"name":'],
  ['text that is not JSON', 'name=Spring'],
  ['an array as a body', '[]'],
  ['null as a body', 'null'],
  ['a string as a body', '"Spring"'],
  ['a body without properties', '{}'],
]

const malformedBodies = creations.flatMap((operation): readonly ContractCase[] =>
  texts.map(([what, rawBody]) => ({
    name: `${operation} refuses ${what}`,
    operation,
    rawBody,
    status: 400,
  })),
)

const missingBodies = creations.map((operation): ContractCase => ({
  name: `${operation} refuses a request without a body`,
  operation,
  status: 400,
}))

const malformedQueries = lookups.flatMap((operation): readonly ContractCase[] => [
  {
    name: `${operation} refuses a filter that the contract does not have`,
    operation,
    query: { color: 'red' },
    status: 400,
  },
  {
    name: `${operation} refuses the same filter twice`,
    operation,
    query: { id: ['1', '2'] },
    status: 400,
  },
  {
    name: `${operation} refuses a filter without a value`,
    operation,
    query: { id: '' },
    status: 400,
  },
])

// A little above 64 KiB; what else is in it is accepted.
const padding = 'A'.repeat(70_000)

const oversizedBodies = acceptedBodies.map(([operation, body]): ContractCase => ({
  name: `${operation} refuses a body that is too large`,
  operation,
  body: { ...body, padding },
  preferredStatus: 400,
  status: 400,
}))

/** Requests that are malformed as such, for every operation alike. */
export const requestCases: readonly ContractCase[] = [
  ...malformedBodies,
  ...missingBodies,
  ...oversizedBodies,
  ...malformedQueries,
]
