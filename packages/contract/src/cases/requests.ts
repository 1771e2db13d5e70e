import type { ContractCase } from '../contract-case.js'
import { contractOperations } from '../contract.js'
import { acceptedBodies } from './accepted-bodies.js'

const writes = contractOperations.filter(({ method }) => method !== 'GET').map(({ id }) => id)
const lookups = contractOperations.filter(({ method }) => method === 'GET').map(({ id }) => id)

const texts: readonly (readonly [what: string, rawBody: string])[] = [
  ['truncated JSON', '{"name":'],
  ['text that is not JSON', 'name=Spring'],
  ['an array as body', '[]'],
  ['null as body', 'null'],
  ['a string as body', '"Spring"'],
  ['an empty object as body', '{}'],
]

const malformedBodies = writes.flatMap((operation): readonly ContractCase[] =>
  texts.map(([what, rawBody]) => ({
    name: `${operation} rejects ${what}`,
    operation,
    rawBody,
    status: 400,
  })),
)

const missingBodies = writes.map((operation): ContractCase => ({
  name: `${operation} rejects a request without a body`,
  operation,
  status: 400,
}))

const malformedQueries = lookups.flatMap((operation): readonly ContractCase[] => [
  {
    name: `${operation} rejects an unknown filter`,
    operation,
    query: { color: 'red' },
    status: 400,
  },
  {
    name: `${operation} rejects the same filter twice`,
    operation,
    query: { id: ['1', '2'] },
    status: 400,
  },
  {
    name: `${operation} rejects a filter without a value`,
    operation,
    query: { id: '' },
    status: 400,
  },
])

// Slightly more than 64 KiB. The rest of the body is valid.
const padding = 'A'.repeat(70_000)

const oversizedBodies = acceptedBodies.map(([operation, body]): ContractCase => ({
  name: `${operation} rejects an oversized body`,
  operation,
  body: { ...body, padding },
  preferredStatus: 400,
  status: 400,
}))

/** Malformed requests to every operation. */
export const requestCases: readonly ContractCase[] = [
  ...malformedBodies,
  ...missingBodies,
  ...oversizedBodies,
  ...malformedQueries,
]
