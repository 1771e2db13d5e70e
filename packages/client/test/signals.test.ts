import { getEventListeners } from 'node:events'
import { expect, it } from 'vitest'
import { createReferlyClient } from '../src/index.js'
import { coupon } from './records.js'

const countTimers = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length

const baseUrl = 'http://127.0.0.1:1'

it('10,000 calls with one signal leave no listener or timer behind', async () => {
  const { signal } = new AbortController()
  const fetch = async (): Promise<Response> => Response.json([coupon])
  const client = createReferlyClient({ apiKey: 'sk', baseUrl, fetch })
  const timers = countTimers()
  for (let call = 0; call < 10_000; call++) await client.coupons.list({}, { signal })
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  expect(countTimers()).toBe(timers)
})

it('failed and retried calls leave no listener behind either', async () => {
  const { signal } = new AbortController()
  const fetch = async (): Promise<Response> => new Response('', { status: 503 })
  const client = createReferlyClient({ apiKey: 'sk', baseUrl, fetch, random: () => 0.01 })
  await client.coupons.list({}, { signal }).catch(() => {})
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
