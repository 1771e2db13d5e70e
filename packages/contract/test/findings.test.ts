import { describe, expect, it } from 'vitest'
import type { ContractCase } from '../src/contract-case.js'
import { findFaults, type Check } from '../src/findings.js'

const sale = {
  id: 1,
  affiliateId: 'a',
  name: 'Ada',
  totalEarned: 98,
  commissionRate: 25,
  createdAt: '2026-03-01T09:30:00.000Z',
}
const json = 'application/json; charset=utf-8'
const lookup: ContractCase = { name: 'a lookup', operation: 'listSales', status: 200 }
const single: ContractCase = {
  ...lookup,
  operation: 'createSale',
  shape: 'single',
  shows: { name: 'Ada' },
}
const one: ContractCase = { ...lookup, shape: 'one', shows: { name: 'Ada' } }
const list: ContractCase = { ...one, shape: 'list' }
const empty: ContractCase = { ...lookup, shape: 'empty' }
const refused: ContractCase = { ...lookup, status: 400 }
const deleted: ContractCase = { name: 'a deletion', operation: 'deleteSale', status: 204 }
const unrefunded: ContractCase = {
  name: 'a refund',
  operation: 'refundSale',
  status: 400,
  shows: { reason: 'PAID_OUT' },
}
const refusal = { error: 'The commission was paid out.', reason: 'PAID_OUT' }
const error = { error: 400, message: 'id must be an integer, received first' }

type Row = readonly [
  what: string,
  expected: ContractCase,
  status: number,
  body: unknown,
  checks: Check[],
]

describe('a response', () => {
  const rows: readonly Row[] = [
    ['as documented', single, 200, sale, []],
    ['that is a list as documented', list, 200, [sale, sale], []],
    ['that is an empty list as documented', empty, 200, [], []],
    ['that is an error as documented', refused, 400, error, []],
    ['of another status', refused, 200, [sale], ['status']],
    ['of an undocumented status', refused, 418, error, ['status', 'schema']],
    ['without a required property', lookup, 200, { id: 1 }, ['schema']],
    ['of null', lookup, 200, null, ['schema']],
    ['with an invalid date', single, 200, { ...sale, createdAt: 'yesterday' }, ['schema']],
    ['that is an error without a message', refused, 400, { error: 400 }, ['schema']],
    ['that is a list of one as documented', one, 200, [sale], []],
    ['that is a list of one, where any list is documented', list, 200, [sale], []],
    ['that is a list of two instead of one', one, 200, [sale, sale], ['shape']],
    ['that is a list of one instead of a record', single, 200, [sale], ['schema', 'shape']],
    ['that is a record instead of a list', list, 200, sale, ['schema', 'shape']],
    ['that is a list instead of an empty list', empty, 200, [sale], ['shape']],
    ['that has no body as documented', deleted, 204, '', []],
    ['that has a body where none is documented', deleted, 204, {}, ['schema']],
    ['that is a reason not to refund as documented', unrefunded, 400, refusal, []],
    ['that is another reason', unrefunded, 400, { ...refusal, reason: 'X' }, ['contents']],
    ['that mentions a value', { ...refused, mentions: ['first'] }, 400, error, []],
    ['that does not mention a value', { ...refused, mentions: ['last'] }, 400, error, ['contents']],
    ['with another value', single, 200, { ...sale, name: 'Bob' }, ['contents']],
    ['with one record that differs', list, 200, [sale, { ...sale, name: 'B' }], ['contents']],
    ['that is an error with another number', refused, 400, { ...error, error: 0 }, ['contents']],
  ]
  it.each(rows)('%s', (_, expected, status, body, checks) => {
    const findings = findFaults(expected, { status, contentType: json, body })
    expect(findings.map(({ check }) => check)).toEqual(checks)
  })

  it('with another content type fails the schema check', () => {
    const findings = findFaults(refused, { status: 400, contentType: 'text/html', body: error })
    expect(findings).toEqual([
      { check: 'schema', message: 'expected application/json, received text/html' },
    ])
  })
})
