import { setTimeout as sleep } from 'node:timers/promises'
import { measure, type BenchProcess } from './processes.js'
import {
  createCampaign,
  createCustomers,
  saleBodies,
  saleCodes,
  toServed,
  type Send,
} from './sales.js'

const sliceSeconds = 2
// The first slices fill caches and tables, and compile code.
const warmUps = 2

/** The rates of sales in slices without and with an endpoint, in pairs. */
export interface SaleRates {
  readonly without: readonly number[]
  readonly withEndpoint: readonly number[]
}

/** Options of `measureSales`. */
export interface SaleOptions {
  /** The URL of the endpoint. */
  readonly hook: string
  /** Number of slices without an endpoint, and of those with one. */
  readonly slices: number
  /** Called after the first slices, to refresh the statistics of the database. */
  readonly analyze?: () => void
}

/**
 * Measures sales in short slices without and with an enabled endpoint that has the default limits. Before each slice,
 * the server finishes the work of the one before.
 */
export async function measureSales(
  server: BenchProcess,
  { hook, slices, analyze }: SaleOptions,
): Promise<SaleRates> {
  const { url, key, send, sendToKit } = toServed(server)
  await createCodes(send)
  const endpoint = await sendToKit('POST', '/webhooks', { url: hook, events: ['sale.created'] })
  let prefix = 0
  const load = async (enabled: boolean): Promise<number> => {
    await sendToKit('PATCH', `/webhooks/${endpoint}`, { enabled })
    const plan = { url, key, connections: 64, seconds: sliceSeconds, prefix: `W${++prefix}` }
    const work = { ...plan, path: '/sales', body: saleBodies.withCode, codes: saleCodes }
    const { rate, failures } = await measure('load.mjs', { BENCH_LOAD: JSON.stringify(work) })
    if (failures > 0) throw new Error(`${failures} sales failed`)
    // Disabling an endpoint abandons its pending deliveries.
    await sendToKit('PATCH', `/webhooks/${endpoint}`, { enabled: false })
    await untilIdle(server)
    return rate
  }
  const [without, withEndpoint]: [number[], number[]] = [[], []]
  for (let slice = 0; slice < slices + warmUps; slice++) {
    // Tables grow, so each kind goes first equally often.
    if (slice === warmUps) analyze?.()
    const order = slice % 2 === 0 ? [false, true] : [true, false]
    for (const enabled of order) {
      const rate = await load(enabled)
      if (slice >= warmUps) (enabled ? withEndpoint : without).push(rate)
    }
  }
  return { without, withEndpoint }
}

async function createCodes(send: Send): Promise<void> {
  const campaign = await createCampaign(send)
  for (let code = 1; code <= saleCodes; code++) {
    await send('POST', '/promotional-codes', { ...campaign, code: `code-${code}` })
  }
  await createCustomers(send, campaign)
}

/** Waits until a server has used less than a tenth of a core for a third of a second. */
async function untilIdle({ readCpu }: BenchProcess): Promise<void> {
  for (;;) {
    const before = readCpu()
    await sleep(333)
    if (readCpu() - before < 0.033) return
  }
}
