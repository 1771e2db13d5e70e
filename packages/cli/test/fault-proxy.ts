import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/** The faults that the proxy can inject. */
const faults = ['drop before', 'drop after', '429', '500 before', '500 after', 'stall'] as const

type Fault = (typeof faults)[number]

/** A proxy in front of a server that injects the faults of networks and servers. */
export interface FaultProxy {
  readonly url: string
  /** The number of injected faults of each kind. */
  readonly counts: Readonly<Record<Fault, number>>
  close(): void
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
  const server = createServer((incoming, answer) => {
    const fault = nextFault()
    if (fault !== undefined) counts[fault]++
    handle(fault, { incoming, answer, target, stallMs }).catch(() => incoming.socket.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${new URL(target).pathname}`,
    counts,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
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

interface Exchange {
  readonly incoming: IncomingMessage
  readonly answer: ServerResponse
  readonly target: string
  readonly stallMs: number
}

async function handle(fault: Fault | undefined, exchange: Exchange): Promise<void> {
  const { incoming, answer, stallMs } = exchange
  const body = await buffer(incoming)
  if (fault === 'drop before') return void incoming.socket.destroy()
  if (fault === '429') return void answer.writeHead(429, { 'retry-after': '0' }).end('{}')
  if (fault === '500 before') return void answer.writeHead(500).end('{}')
  if (fault === 'stall') await sleep(stallMs)
  const { status, type, text } = await pass(exchange, body)
  if (fault === 'drop after') return void incoming.socket.destroy()
  if (fault === '500 after') return void answer.writeHead(500).end('{}')
  answer.writeHead(status, { 'content-type': type }).end(text)
}

interface Passed {
  readonly status: number
  readonly type: string
  readonly text: Buffer
}

async function pass({ incoming, target }: Exchange, body: Buffer): Promise<Passed> {
  const { method, headers, url = '/' } = incoming
  const outgoing = request(new URL(url, target), { method, headers })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  const type = response.headers['content-type'] ?? 'application/json'
  return { status: response.statusCode ?? 502, type, text: await buffer(response) }
}
