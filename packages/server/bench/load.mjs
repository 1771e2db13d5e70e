// A cheap load generator: bare sockets, fixed requests, and only the parts of HTTP/1.1 that our responses use.
import { connect } from 'node:net'
import process from 'node:process'

const { url, key, connections, seconds, path, codes, body, prefix } = JSON.parse(
  process.env['BENCH_LOAD'] ?? '{}',
)
const { hostname, port, pathname } = new URL(url)
const head = `Host: ${hostname}:${port}\r\nAuthorization: Bearer ${key}\r\nConnection: keep-alive\r\n`
const latencies = []
let failures = 0
let count = 0
let stopped = false

// In a body, {n} is a new text in each request, and {code} is one of the codes.
const template = JSON.stringify(body)
const toCode = () => `code-${1 + Math.floor(Math.random() * codes)}`

function toRequest() {
  count++
  if (body === undefined) {
    const code = codes === undefined ? '' : `?code=${toCode()}`
    return `GET ${pathname}${path}${code} HTTP/1.1\r\n${head}\r\n`
  }
  const text = template.replaceAll('{n}', `${prefix}-${count}`).replaceAll('{code}', toCode())
  const type = `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n`
  return `POST ${pathname}${path} HTTP/1.1\r\n${head}${type}\r\n${text}`
}

// Decodes headers only, because decoding bodies would cost as much as serving them.
function readMissing(chunk) {
  const end = chunk.indexOf('\r\n\r\n')
  if (end === -1) throw new Error('The headers of a response arrived in several chunks.')
  const text = chunk.latin1Slice(0, end)
  const at = text.search(/content-length: /i)
  return end + 4 + Number.parseInt(text.slice(at + 16), 10) - chunk.length
}

const two = '2'.charCodeAt(0)

function run() {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.setNoDelay(true)
    let missing = 0
    let sentAt = 0
    const send = () => {
      sentAt = performance.now()
      socket.write(toRequest(), 'latin1')
    }
    socket.once('connect', send)
    socket.once('error', () => {
      failures++
      resolve()
    })
    socket.on('data', (chunk) => {
      if (missing > 0) {
        missing -= chunk.length
      } else {
        missing = readMissing(chunk)
        if (chunk['HTTP/1.1 '.length] !== two) failures++
      }
      if (missing > 0) return
      latencies.push(performance.now() - sentAt)
      if (!stopped) return send()
      socket.destroy()
      return resolve()
    })
  })
}

setTimeout(() => (stopped = true), seconds * 1000)
const startedAt = performance.now()
await Promise.all(Array.from({ length: connections }, run))
const took = (performance.now() - startedAt) / 1000
const sorted = Float64Array.from(latencies).toSorted()
const quantile = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
process.stdout.write(
  JSON.stringify({
    rate: sorted.length / took,
    p50: quantile(0.5),
    p99: quantile(0.99),
    failures,
    count: sorted.length,
  }),
)
