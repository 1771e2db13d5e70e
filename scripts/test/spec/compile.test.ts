import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { compileSpec } from '../../src/spec/compile.js'

const specs = new URL('../../../specs/', import.meta.url)
const vendor = readFileSync(new URL('vendor.yaml', specs), 'utf8')
const overlay = readFileSync(new URL('overlay.yaml', specs), 'utf8')

const withAction = (action: string): string => `${overlay}  - ${action}\n`

interface Message {
  readonly content?: { readonly 'application/json': { readonly examples?: object } }
}

interface Operation {
  readonly operationId: string
  readonly requestBody?: Message
  readonly responses: Readonly<Record<string, Message>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
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

  it('names a property that an action describes but the vendor no longer has', async () => {
    const moved = withAction(
      `{ target: '$.components.schemas.Coupon.properties', description: text, update: { color: { description: Red } } }`,
    )
    await expect(compileSpec(vendor, moved)).rejects.toThrow(
      /no schema:\n {2}components\.schemas\.Coupon\.properties\.color/,
    )
  })

  it('names a parameter and a response that an action describes but the vendor no longer has', async () => {
    const moved = withAction(
      `{ target: "$.paths['/coupons'].get", description: text, update: { parameters: [{ name: color, in: query }], responses: { '202': { content: { application/json: { examples: {} } } } } } }`,
    )
    await expect(compileSpec(vendor, moved)).rejects.toThrow(
      /no schema:\n {2}paths\.\/coupons\.get\.parameters\.3\n {2}paths\.\/coupons\.get\.responses\.202\.content\.application\/json/,
    )
  })

  it('copies the records that examples share', async () => {
    const { paths } = parse(await compileSpec(vendor, overlay)) as Document
    expect(JSON.stringify(paths)).not.toContain('<<')
    expect(await compileSpec(vendor, overlay)).not.toMatch(/[&*]springCoupon/)
  })

  it('marks the result as generated', async () => {
    expect(await compileSpec(vendor, overlay)).toMatch(
      /^# Generated from vendor.yaml and overlay.yaml/,
    )
  })

  it('gives every operation an ID and the error responses that the vendor leaves out', async () => {
    const { paths } = parse(await compileSpec(vendor, overlay)) as Document
    const operations = Object.values(paths).flatMap((path) => Object.entries(path))
    expect(operations).toHaveLength(25)
    const withConflicts = [
      ...operations.filter(([method]) => method === 'post').map(([, found]) => found.operationId),
      'updatePromotionalCode',
      'updateAffiliate',
      'updateLink',
      'updateReferral',
      'deleteLink',
    ]
    for (const [method, { operationId, responses }] of operations) {
      expect(operationId).toMatch(/^(list|create|update|delete|refund)[A-Z]/)
      const canBeMissing = ['put', 'patch', 'delete'].includes(method)
      const statuses = [
        '400',
        '401',
        ...(canBeMissing ? ['404'] : []),
        ...(withConflicts.includes(operationId) ? ['409'] : []),
        '429',
        '500',
      ]
      const [success, ...errors] = Object.keys(responses).toSorted()
      expect(['200', '204']).toContain(success)
      expect(errors, operationId).toEqual(statuses)
    }
  })

  it('gives an example of every request and of every response that has a body', async () => {
    const { paths } = parse(await compileSpec(vendor, overlay)) as Document
    for (const { operationId, requestBody, responses } of Object.values(paths).flatMap((path) =>
      Object.values(path),
    )) {
      const messages = Object.entries({
        ...responses,
        ...(requestBody && { request: requestBody }),
      })
      const without = messages.filter(([status, { content }]) => {
        const examples = Object.keys(content?.['application/json'].examples ?? {})
        return status !== '204' && examples.length === 0
      })
      expect(without, operationId).toEqual([])
    }
  })

  it('allows the IDs in the vendor’s own examples, which are not UUIDs', async () => {
    expect(await compileSpec(vendor, overlay)).not.toContain('format: uuid')
  })

  it('reads a vendor.yaml without any prose of the vendor', () => {
    expect(vendor).not.toMatch(/^\s+(summary|description): ['"]?\w/m)
  })
})
