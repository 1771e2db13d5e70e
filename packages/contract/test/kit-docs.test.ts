import { readFileSync } from 'node:fs'
import { createReferlyClient, isInvalidRequestError } from '@referly-kit/client'
import { startServer } from '@referly-kit/server'
import { expect, it } from 'vitest'

const page = new URL('../../client/docs/kit.md', import.meta.url)
const code = [...readFileSync(page, 'utf8').matchAll(/```ts\n(.*?)```/gs)]
  .map(([, block = '']) => block)
  .join('')

/** Turns `expression //=> result`, on one line or two, into a comparison. */
function toChecks(text: string): string {
  return text.replace(/^import.*$/gm, '').replace(/^(\s*)(.+?)\s+\/\/=> (.+)$/gm, '$1check($2, $3)')
}

it('shows the results of a real server on the page about the kit API', async () => {
  const server = await startServer()
  const { id } = await server.admin.createProgram({ name: 'Acme' })
  const { key: apiKey } = await server.admin.createApiKey(id)
  const referly = createReferlyClient({ apiKey, baseUrl: server.url })
  const email = 'ada@example.com'
  await referly.affiliates.create({ firstName: 'Ada', lastName: 'King', email, commissionRate: 20 })
  const { id: couponId } = await referly.coupons.create({ name: 'Spring', percentOff: 20 })
  await referly.promotionalCodes.create({ couponId, code: 'ADA20', affiliateEmail: email })
  let checks = 0
  const check = (received: unknown, promised: unknown): void => {
    checks++
    if (typeof promised === 'object') expect(received).toMatchObject(promised as object)
    else expect(received).toEqual(promised)
  }
  const body = `return (async () => {\n${toChecks(code)}\n})()`
  const given = { referly, check, isInvalidRequestError }
  await new Function(...Object.keys(given), body)(...Object.values(given))
  expect(checks).toBe(code.split('//=>').length - 1)
  await server.close()
})
