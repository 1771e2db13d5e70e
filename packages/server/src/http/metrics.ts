import { monitorEventLoopDelay } from 'node:perf_hooks'

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string
  /** The path of the contract's operation, or nothing when there is none at the address. */
  readonly route: string | undefined
  readonly status: number
  readonly seconds: number
}

/** What the server counts about itself. */
export interface Metrics {
  begin(): void
  end(request: AnsweredRequest): void
  /** A request that broke off: no longer active, never answered. */
  abort(): void
  /** A connection that sent what is no request, or sent it too slowly. */
  countBroken(status: number): void
  /** Everything in the text format of Prometheus, version 0.0.4. */
  toText(): string
  close(): void
}

/** Upper bounds in seconds that OpenTelemetry advises for `http.server.request.duration`. */
const bounds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]

// Names outside this list come from the client; each would be a time series of its own.
const methods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
])

interface Histogram {
  readonly labels: string
  /** By bucket, the last one for everything above the bounds. */
  readonly counts: number[]
  sum: number
}

/** Creates counters under the names of OpenTelemetry's conventions, as Prometheus writes them. */
export function createMetrics(): Metrics {
  const durations = new Map<string, Histogram>()
  const broken = new Map<number, number>()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  let active = 0
  return {
    begin: () => void ++active,
    abort: () => void --active,
    end(request) {
      active--
      observe(durations, request)
    },
    countBroken: (status) => void broken.set(status, (broken.get(status) ?? 0) + 1),
    toText() {
      const lagSeconds = delay.percentile(99) / 1e9
      const blocks = [toDurations(durations), toBroken(broken), toGauges({ active, lagSeconds })]
      return `${blocks.flat().join('\n')}\n`
    },
    close: () => void delay.disable(),
  }
}

function observe(durations: Map<string, Histogram>, request: AnsweredRequest): void {
  const { route = '', status, seconds } = request
  const method = methods.has(request.method) ? request.method : '_OTHER'
  const key = `${method} ${status} ${route}`
  let histogram = durations.get(key)
  if (histogram === undefined) {
    const labels = `http_request_method="${method}",http_route="${route}",http_response_status_code="${status}"`
    histogram = { labels, counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 }
    durations.set(key, histogram)
  }
  const bucket = bounds.findIndex((bound) => seconds <= bound)
  const index = bucket === -1 ? bounds.length : bucket
  histogram.counts[index] = (histogram.counts[index] ?? 0) + 1
  histogram.sum += seconds
}

function toDurations(durations: ReadonlyMap<string, Histogram>): readonly string[] {
  const name = 'http_server_request_duration_seconds'
  const lines = [
    `# HELP ${name} How long requests took, from their headers to the end of the answer.`,
    `# TYPE ${name} histogram`,
  ]
  for (const { labels, counts, sum } of durations.values()) {
    let total = 0
    counts.forEach((count, index) => {
      total += count
      lines.push(`${name}_bucket{${labels},le="${bounds[index] ?? '+Inf'}"} ${total}`)
    })
    lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${total}`)
  }
  return lines
}

function toBroken(broken: ReadonlyMap<number, number>): readonly string[] {
  const name = 'referly_broken_requests_total'
  return [
    `# HELP ${name} Connections closed because what they sent was no request, too large or too slow.`,
    `# TYPE ${name} counter`,
    ...[...broken].map(([status, count]) => `${name}{status="${status}"} ${count}`),
  ]
}

function toGauges(now: { active: number; lagSeconds: number }): readonly string[] {
  const { user, system } = process.cpuUsage()
  const gauges: readonly (readonly [string, 'gauge' | 'counter', number, string])[] = [
    ['http_server_active_requests', 'gauge', now.active, 'Requests under way.'],
    ['nodejs_eventloop_delay_p99_seconds', 'gauge', now.lagSeconds, 'Delay of the event loop.'],
    ['process_resident_memory_bytes', 'gauge', process.memoryUsage.rss(), 'Resident memory.'],
    ['process_cpu_seconds_total', 'counter', (user + system) / 1e6, 'CPU time, user and system.'],
    [
      'process_start_time_seconds',
      'gauge',
      performance.timeOrigin / 1000,
      'Start, in Unix seconds.',
    ],
  ]
  return gauges.flatMap(([name, type, value, help]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    `${name} ${value}`,
  ])
}
