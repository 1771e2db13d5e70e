import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compileSpec } from '../src/compile-spec.js'

const specs = new URL('../../specs/', import.meta.url)
const vendor = readFileSync(new URL('vendor.yaml', specs), 'utf8')
const overlay = readFileSync(new URL('overlay.yaml', specs), 'utf8')

const withAction = (action: string): string => `${overlay}  - ${action}\n`

interface Document {
  readonly paths: Record<string, Record<string, { operationId: string; responses: object }>>
}

describe('compiling the contract', () => {
  it('refuses an action that matches nothing, and names it', async () => {
    const moved = withAction(
      `{ target: '$.components.schemas.Voucher', description: moved, update: { type: object } }`,
    )
    await expect(compileSpec(vendor, moved)).rejects.toThrow(
      /match nothing in vendor.yaml:\n {2}\$\.components\.schemas\.Voucher/,
    )
  })

  it('refuses a removal that matches nothing', async () => {
    const moved = withAction(
      `{ target: '$.components.schemas.Coupon.properties.color', description: gone, remove: true }`,
    )
    await expect(compileSpec(vendor, moved)).rejects.toThrow(/Coupon\.properties\.color/)
  })

  it('refuses an action without a reason', async () => {
    const silent = withAction(`{ target: '$.info', update: { description: x } }`)
    await expect(compileSpec(vendor, silent)).rejects.toThrow(/without a reason:\n {2}\$\.info/)
  })

  it('says that the result is generated', async () => {
    expect(await compileSpec(vendor, overlay)).toMatch(
      /^# Generated from vendor.yaml and overlay.yaml/,
    )
  })

  it('gives every operation a name and the errors that the vendor leaves out', async () => {
    const { paths } = parse(await compileSpec(vendor, overlay)) as Document
    const operations = Object.values(paths).flatMap((path) => Object.entries(path))
    expect(operations).toHaveLength(10)
    for (const [method, operation] of operations) {
      expect(operation.operationId).toMatch(/^(list|create)[A-Z]/)
      const statuses = ['200', '400', '401', ...(method === 'post' ? ['409'] : []), '429', '500']
      expect(Object.keys(operation.responses).toSorted()).toEqual(statuses)
    }
  })

  it('leaves no id that refuses the ids of the vendor’s own examples', async () => {
    expect(await compileSpec(vendor, overlay)).not.toContain('format: uuid')
  })

  it('leaves no sentence of the vendor in vendor.yaml', () => {
    expect(vendor).not.toMatch(/^\s+(summary|description): ['"]?\w/m)
  })
})
