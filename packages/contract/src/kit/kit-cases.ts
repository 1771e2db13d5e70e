import { checkoutCases } from './cases/checkout.js'
import { keyCases } from './cases/keys.js'
import { ledgerCases } from './cases/ledger.js'
import { payoutCases } from './cases/payouts.js'
import { performanceCases } from './cases/performance.js'
import { programCases } from './cases/program.js'
import { searchCases } from './cases/search.js'
import { deliveryCases, listenerCases } from './cases/webhook-deliveries.js'
import { webhookCases } from './cases/webhooks.js'
import type { KitCase } from './kit-case.js'
import { kitOperations, type KitOperation } from './kit-contract.js'

const headers: readonly (readonly [what: string, authorization: string | null])[] = [
  ['a request without a key', null],
  ['another authorization scheme', 'Basic YWRhOnNlY3JldA=='],
]

/** A request that is refused or fails before its input matters. */
function toEmptyCase({
  id,
  parameters,
  properties,
}: KitOperation): Omit<KitCase, 'name' | 'status'> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path')
  const params = Object.fromEntries(inPath.map(({ name, schema }) => [name, toValue(schema.type)]))
  return { operation: id, params, ...(properties.length > 0 && { body: {} }) }
}

function toValue(type: string | undefined): string {
  return type === 'integer' ? '1' : '0197a3c0-5f00-7000-8000-0000000000ff'
}

function toRequiredQuery({ parameters }: KitOperation): Readonly<Record<string, string>> {
  const required = parameters.filter((parameter) => parameter.in === 'query' && parameter.required)
  return Object.fromEntries(
    required.map(({ name }) => [name, name === 'format' ? 'BANK' : '2026-11-01']),
  )
}

/** Every operation without a valid key, which is checked before the input. */
const authorizationCases = kitOperations.flatMap((operation): readonly KitCase[] =>
  headers.map(([what, authorization]) => ({
    name: `${operation.id} rejects ${what}`,
    ...toEmptyCase(operation),
    authorization,
    status: 401,
  })),
)

const unknownParameterCases = kitOperations.map((operation): KitCase => ({
  name: `${operation.id} rejects an unknown parameter`,
  ...toEmptyCase(operation),
  query: { color: 'red' },
  // OpenAPI does not forbid unknown parameters, so the mock has to be asked.
  isAskedForStatus: true,
  status: 400,
}))

/** Responses that depend on load or failures, which only the mock can be asked for. */
const outageCases = kitOperations.flatMap((operation): readonly KitCase[] =>
  [429, 500].map((status) => ({
    name: `${operation.id} returns ${status}`,
    ...toEmptyCase(operation),
    // The mock checks the input first.
    ...(operation.example && { body: operation.example }),
    query: toRequiredQuery(operation),
    isAskedForStatus: true,
    isMockOnly: true,
    status,
  })),
)

/** Every case of the kit API. */
export const kitCases: readonly KitCase[] = [
  // Program
  ...programCases,
  ...keyCases,
  // Search
  ...searchCases,
  // Performance
  ...performanceCases,

  // Ledger and payouts
  ...ledgerCases,
  ...payoutCases,

  // Checkout
  ...checkoutCases,

  // Webhooks
  ...webhookCases,
  ...deliveryCases,
  ...listenerCases,

  ...authorizationCases,
  ...unknownParameterCases,
  ...outageCases,
]
