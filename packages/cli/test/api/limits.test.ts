import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/api/connection.js'
import { toJobPace, toReadPace, toVendorPace } from '../../src/api/limits.js'
import { toExpectedTime } from '../../src/changes/expected-time.js'

const createConnection = (baseUrl: string): Connection => ({
  baseUrl,
  profile: undefined,
  keySource: undefined,
  apiKey: 'sk_test',
})
const vendor = createConnection('https://www.referly.so/api/v1')
const own = createConnection('http://127.0.0.1:4400/api/v1')

const get = { method: 'GET', path: '/coupons' } as const
const put = { method: 'PUT', path: '/coupons' } as const

describe("Referly's limits", () => {
  it('are counted per endpoint and kind of request, and once for all requests about sales', () => {
    const pace = toVendorPace(vendor)
    expect(pace?.(get)).toBe(pace?.({ ...get }))
    expect(pace?.(get)).not.toBe(pace?.(put))
    expect(pace?.(put)).toBe(pace?.({ method: 'DELETE', path: '/coupons' }))
    expect(pace?.(get)).not.toBe(pace?.({ method: 'GET', path: '/affiliates' }))
    const sales = { method: 'GET', path: '/sales' } as const
    expect(pace?.(sales)).toBe(pace?.({ method: 'PATCH', path: '/sales' }))
  })

  it('are kept by all clients of a connection together', () => {
    expect(toVendorPace(vendor)).toBe(toVendorPace(vendor))
    expect(toReadPace(vendor)(get)).toBe(toVendorPace(vendor)?.(get))
    expect(toJobPace(vendor, undefined)(put)).toBe(toVendorPace(vendor)?.(put))
  })

  it('do not apply to a self-hosted server', () => {
    expect(toVendorPace(own)).toBeUndefined()
    expect(toReadPace(own)(get)).toBeUndefined()
  })

  it('are replaced by a rate, for writes, or by max', () => {
    const paced = toJobPace(vendor, 7)
    expect(paced(get)).toBe(toVendorPace(vendor)?.(get))
    expect(paced(put)).not.toBe(toVendorPace(vendor)?.(put))
    expect(toJobPace(vendor, 'max')(get)).not.toBe(toVendorPace(vendor)?.(get))
  })
})

describe('the expected time of a change', () => {
  const codes = { collection: 'codes', action: 'update' } as const
  const sales = { collection: 'sales', action: 'update' } as const
  const refund = { collection: 'sales', action: 'refund' } as const
  const [concurrency, timeout] = [4, 30]

  it.each([
    [codes, 10_000, "5 h 33 min at Referly's limit of 30 writes per minute"],
    [codes, 30, "less than a minute at Referly's limit of 30 writes per minute"],
    [codes, 31, "1 min 0 s at Referly's limit of 30 writes per minute"],
    [sales, 9, "less than a minute at Referly's limit of 20 requests per 15 minutes"],
    [sales, 10, "15 min 0 s at Referly's limit of 20 requests per 15 minutes"],
    [refund, 100, "1 h 15 min at Referly's limit of 20 requests per 15 minutes"],
  ])('of %j in %i rows is %s', (change, rows, expected) => {
    const timed = { ...change, settings: { concurrency, timeout }, connection: vendor }
    expect(toExpectedTime(timed, rows)).toBe(expected)
  })

  it('depends on --rate, or on whether the server is self-hosted', () => {
    const timed = { ...codes, connection: vendor }
    expect(toExpectedTime({ ...timed, settings: { rate: 10, concurrency, timeout } }, 600)).toBe(
      '1 min 0 s at 10 per second',
    )
    const fast = { ...timed, connection: own, settings: { concurrency, timeout } }
    expect(toExpectedTime(fast, 600)).toBe('as fast as the server responds')
  })
})
