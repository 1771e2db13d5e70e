import { setTimeout as sleep } from 'node:timers/promises'
import { pass, passBack, startTestServer, type Exchange, type TestServer } from './test-server.js'

/** The faults that the proxy can inject. */
const faults = ['drop before', 'drop after', '429', '500 before', '500 after', 'stall'] as const

type Fault = (typeof faults)[number]

/** A proxy in front of a server that injects the faults of networks and servers. */
export interface FaultProxy extends TestServer {
  /** The number of injected faults of each kind. */
  readonly counts: Readonly<Record<Fault, number>>
}

export interface FaultProxyOptions {
  readonly target: string
  /** The number of requests per fault. */
  readonly oneOf: number
  /** The delay of a stalled request, in milliseconds. */
  readonly stallMs: number
  readonly random: () => number
}

/** Starts the proxy on a free port. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const counts = Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>
  const { target, oneOf, stallMs, random } = options
  const nextFault = createFaultSchedule(oneOf, random)
  const server = await startTestServer((exchange) => {
    const fault = nextFault()
    if (fault !== undefined) counts[fault]++
    return handle(fault, exchange, { target, stallMs })
  })
  return { ...server, counts }
}

/**
 * Creates a schedule with exactly one fault per block of requests, at a random position, and with every kind once
 * before any repeats, so that no run is spared by chance.
 */
function createFaultSchedule(oneOf: number, random: () => number): () => Fault | undefined {
  let [position, chosen] = [0, Math.floor(random() * oneOf)]
  let left: Fault[] = []
  return () => {
    const isChosen = position === chosen
    position++
    if (position === oneOf) [position, chosen] = [0, Math.floor(random() * oneOf)]
    if (!isChosen) return undefined
    if (left.length === 0) left = [...faults]
    return left.splice(Math.floor(random() * left.length), 1)[0]
  }
}

async function handle(
  fault: Fault | undefined,
  exchange: Exchange,
  { target, stallMs }: Pick<FaultProxyOptions, 'target' | 'stallMs'>,
): Promise<void> {
  const { incoming, answer } = exchange
  if (fault === 'drop before') return void incoming.socket.destroy()
  if (fault === '429') return void answer.writeHead(429, { 'retry-after': '0' }).end('{}')
  if (fault === '500 before') return void answer.writeHead(500).end('{}')
  if (fault === 'stall') await sleep(stallMs)
  const passed = await pass(exchange, target)
  if (fault === 'drop after') return void incoming.socket.destroy()
  if (fault === '500 after') return void answer.writeHead(500).end('{}')
  passBack(answer, passed)
}
