import { getEventListeners } from 'node:events'
import { createReferlyClient } from '../src/index.js'
import { coupon } from './records.js'

/** Calls the API many times with one long-lived signal, and prints how much more memory is in use afterward. */
async function main(): Promise<void> {
  const { signal } = new AbortController()
  const body = JSON.stringify([coupon])
  const fetch = async (): Promise<Response> => new Response(body)
  const client = createReferlyClient({ apiKey: 'sk', fetch })
  const run = async (calls: number): Promise<void> => {
    for (let call = 0; call < calls; call++) {
      if (call % 5 > 0) await client.coupons.list({}, { signal })
      else for await (const _ of client.coupons.iterate({}, { signal })) break
    }
  }
  // The first calls make permanent allocations (compiled code, caches).
  await run(5000)
  const before = await readHeap()
  await run(100_000)
  const after = await readHeap()
  const listeners = getEventListeners(signal, 'abort').length
  const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  process.stdout.write(
    JSON.stringify({ bytesPerCall: (after - before) / 100_000, listeners, timers }),
  )
}

async function readHeap(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return process.memoryUsage().heapUsed
}

await main()
