import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compileSpec } from '../../src/spec/compile.js'

const specs = new URL('../../../specs/', import.meta.url)
const vendor = readFileSync(new URL('vendor.yaml', specs), 'utf8')
const overlay = readFileSync(new URL('overlay.yaml', specs), 'utf8')

const withAction = (action: string): string => `${overlay}  - ${action}\n`

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string; responses: object }>>
}

describe('compileSpec', () => {
  it('names an action that matches nothing', async () => {
    const moved = withAction(
      `{ target: '$.components.schemas.Voucher', description: moved, update: { type: object } }`,
    )
    await expect(compileSpec(vendor, moved)).rejects.toThrow(
      /match nothing in vendor.yaml:\n {2}\$\.components\.schemas\.Voucher/,
    )
  })

  it('names a removal that matches nothing', async () => {
    const moved = withAction(
      `{ target: '$.components.schemas.Coupon.properties.color', description: gone, remove: true }`,
    )
    await expect(compileSpec(vendor, moved)).rejects.toThrow(/Coupon\.properties\.color/)
  })

  it('names an action without a description', async () => {
    const unexplained = withAction(`{ target: '$.info', update: { description: x } }`)
    await expect(compileSpec(vendor, unexplained)).rejects.toThrow(/Missing in:\n {2}\$\.info/)
  })

  it('marks the result as generated', async () => {
    expect(await compileSpec(vendor, overlay)).toMatch(
      /^# Generated from vendor.yaml and overlay.yaml/,
    )
  })

  it('gives every operation an ID and the error responses that the vendor leaves out', async () => {
    const { paths } = parse(await compileSpec(vendor, overlay)) as Document
    const operations = Object.values(paths).flatMap((path) => Object.entries(path))
    expect(operations).toHaveLength(10)
    for (const [method, operation] of operations) {
      expect(operation.operationId).toMatch(/^(list|create)[A-Z]/)
      const statuses = ['200', '400', '401', ...(method === 'post' ? ['409'] : []), '429', '500']
      expect(Object.keys(operation.responses).toSorted()).toEqual(statuses)
    }
  })

  it('allows the IDs in the vendor’s own examples, which are not UUIDs', async () => {
    expect(await compileSpec(vendor, overlay)).not.toContain('format: uuid')
  })

  it('reads a vendor.yaml without any prose of the vendor', () => {
    expect(vendor).not.toMatch(/^\s+(summary|description): ['"]?\w/m)
  })
})
