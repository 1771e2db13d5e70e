import { readFileSync } from 'node:fs'
import * as redemption from '@referly-kit/redemption'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import { afterEach, describe, expect, it } from 'vitest'
import * as client from '../src/index.js'
import { json, startFaultServer, type FaultServer, type Reply } from './fault-server.js'
import { coupon, promotionalCode, sale } from './records.js'

const page = readFileSync(new URL('../docs/checkout.md', import.meta.url), 'utf8')
const source = /```ts\n(.*?)```/s.exec(page)?.[1] ?? ''

interface Checkout {
  quote(entered: string, cart: object): Promise<redemption.RedemptionVerdict | undefined>
  recordPayment(payment: object): Promise<void>
}

let server: FaultServer

afterEach(() => server.close())

/** Runs the code of the page against a server with these replies. */
async function load(...replies: Reply[]): Promise<Checkout> {
  server = await startFaultServer(...replies)
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  })
  const createReferlyClient = (): client.ReferlyClient =>
    client.createReferlyClient({ apiKey: 'sk', baseUrl: server.url })
  const modules: Readonly<Record<string, object>> = {
    '@referly-kit/client': { ...client, createReferlyClient },
    '@referly-kit/redemption': redemption,
  }
  const exports = {} as Checkout
  new Function('require', 'exports', outputText)((name: string) => modules[name], exports)
  return exports
}

const sent = (): unknown[] =>
  server.received.map(({ method, url, body }) => (method === 'POST' ? JSON.parse(body) : url))

describe('the checkout in the documentation', () => {
  const cart = { amount: 50, currency: 'USD', customerOrders: 0 }

  it('quotes the total in minor units', async () => {
    const { quote } = await load(json(200, promotionalCode), json(200, coupon))
    const verdict = await quote('save20', cart)
    expect(verdict).toMatchObject({ redeemable: true, discount: { totalMinor: 4000 } })
  })

  it('adds up the redemptions of all codes of a coupon with a limit', async () => {
    const limited = { ...coupon, maxRedemptions: 5 }
    const codes = [promotionalCode, { ...promotionalCode, id: 'pc2', code: 'B', timesRedeemed: 2 }]
    const { quote } = await load(json(200, promotionalCode), json(200, limited), json(200, codes))
    expect(await quote('SAVE20', cart)).toMatchObject({
      redeemable: false,
      reasons: [{ received: 5 }],
    })
  })

  it('has no quote for a code that does not exist', async () => {
    const { quote } = await load(json(200, []))
    expect(await quote('NOBODY', cart)).toBeUndefined()
  })

  const payment = {
    id: 'pi_1',
    amountMinor: 4000,
    currency: 'usd',
    email: 'eve@example.com',
    name: 'Eve',
    promoCode: 'SAVE20',
  }
  const recorded = { totalEarned: 40, email: 'eve@example.com', name: 'Eve', externalId: 'pi_1' }

  it('records a payment with its code', async () => {
    const { recordPayment } = await load(json(200, sale))
    await recordPayment(payment)
    expect(sent()).toEqual([{ ...recorded, promoCode: 'SAVE20' }])
  })

  it.each([400, 409])(
    'records it for the affiliate when the code is refused with %i',
    async (status) => {
      const refused = json(status, { error: status, message: 'CODE_EXPIRED' })
      const { recordPayment } = await load(
        refused,
        json(200, []),
        json(200, promotionalCode),
        json(200, sale),
      )
      await recordPayment(payment)
      expect(sent().at(-1)).toEqual({ ...recorded, referralId: 'a1' })
    },
  )

  it('records a repeated payment once', async () => {
    const refused = json(409, { error: 409, message: 'exists' })
    const { recordPayment } = await load(refused, json(200, { ...sale, externalId: 'pi_1' }))
    await recordPayment(payment)
    expect(server.received).toHaveLength(2)
  })
})
