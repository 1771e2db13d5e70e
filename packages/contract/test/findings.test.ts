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
const single: ContractCase = { ...lookup, shape: 'single', shows: { name: 'Ada' } }
const list: ContractCase = { ...single, shape: 'list' }
const empty: ContractCase = { ...lookup, shape: 'empty' }
const refused: ContractCase = { ...lookup, status: 400 }
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
    ['of another status', refused, 200, sale, ['status']],
    ['of an undocumented status', refused, 418, error, ['status', 'schema']],
    ['without a required property', lookup, 200, { id: 1 }, ['schema']],
    ['of null', lookup, 200, null, ['schema']],
    ['with an invalid date', single, 200, { ...sale, createdAt: 'yesterday' }, ['schema']],
    ['that is an error without a message', refused, 400, { error: 400 }, ['schema']],
    ['that is a list of one instead of a record', single, 200, [sale], ['shape']],
    ['that is a record instead of a list', list, 200, sale, ['shape']],
    ['that is a list instead of an empty list', empty, 200, [sale], ['shape']],
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
