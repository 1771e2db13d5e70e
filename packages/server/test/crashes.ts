import { setTimeout as sleep } from 'node:timers/promises'
import type { StartOptions } from '../src/index.js'
import type { Cluster } from './databases.js'
import { get, post, serve, type ServedProcess } from './served.js'

/** The codes the server acknowledged, and which of them still existed after the crash. */
export interface CrashTally {
  rounds: number
  acknowledged: number
  lost: number
}

/** The process to crash under load. */
export interface CrashPlan {
  readonly options: StartOptions
  readonly rounds: number
  /** The cluster to crash instead of the server. */
  readonly cluster?: Cluster
  readonly onRound?: (tally: CrashTally) => void
}

const writers = 32
const firstAcknowledged = 50

/** Repeatedly kills the server or its PostgreSQL under load, then looks up every acknowledged code. */
export async function crash({ options, rounds, cluster, onRound }: CrashPlan): Promise<CrashTally> {
  const tally: CrashTally = { rounds: 0, acknowledged: 0, lost: 0 }
  let server = await serve(options)
  const { key } = server
  const coupon = await post(server, '/coupons', { name: 'x', percentOff: 5 })
  const couponId = coupon.body['id']
  try {
    for (let round = 0; round < rounds; round++) {
      const load = startLoad(server, `R${round}`, couponId)
      await load.settled
      await sleep(Math.random() * 300)
      if (cluster === undefined) await server.kill()
      else cluster.kill()
      const acknowledged = await load.stop()
      if (cluster === undefined) server = await serve(options, key)
      else cluster.start()
      tally.lost += await countLost(server, acknowledged)
      tally.acknowledged += acknowledged.length
      tally.rounds++
      onRound?.(tally)
    }
  } finally {
    await server.kill()
  }
  return tally
}

interface Load {
  /** Resolves once the load is running or has ended. */
  readonly settled: Promise<unknown>
  stop(): Promise<readonly string[]>
}

function startLoad(server: ServedProcess, prefix: string, couponId: unknown): Load {
  const acknowledged: string[] = []
  let stopped = false
  let count = 0
  const write = async (): Promise<void> => {
    while (!stopped) {
      const code = `${prefix}-${++count}`
      try {
        const { status } = await post(server, '/promotional-codes', { couponId, code })
        if (status === 200) acknowledged.push(code)
        else stopped = true
        if (acknowledged.length === firstAcknowledged) settle()
      } catch {
        return
      }
    }
  }
  let settle = (): void => {}
  const underWay = new Promise<void>((resolve) => (settle = resolve))
  const all = Promise.all(Array.from({ length: writers }, write))
  return {
    settled: Promise.race([underWay, all]),
    async stop() {
      stopped = true
      await all
      return acknowledged
    },
  }
}

async function countLost(server: ServedProcess, codes: readonly string[]): Promise<number> {
  let lost = 0
  const open = [...codes]
  const read = async (): Promise<void> => {
    for (let code = open.pop(); code !== undefined; code = open.pop()) {
      const found = (await get(server, `/promotional-codes?code=${code}`)) as { code?: string }
      if (found.code !== code) lost++
    }
  }
  await Promise.all(Array.from({ length: writers }, read))
  return lost
}
