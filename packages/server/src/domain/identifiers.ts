// Written by hand because uuid 14 manages its counter only for the system clock: with our injected clock, the caller
// has to pass `msecs` and `seq` and keep the order anyway. Formatting a few bytes is all that would be left to it.
import { randomBytes } from 'node:crypto'

/** Returns the current time. */
export type Clock = () => Date

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Returns whether a text is a UUID, and therefore can be an id. */
export function isUuid(text: string): boolean {
  return uuid.test(text)
}

/**
 * Creates a generator of UUIDv7s (RFC 9562) that sort in the order of their creation.
 *
 * Within one millisecond, a 12-bit counter keeps the order. When the counter overflows or the clock goes back, the
 * generator runs ahead of the clock.
 */
export function createIdSource(clock: Clock): () => string {
  let lastMs = 0
  let counter = 0
  const readRandom = createRandomSource()
  return () => {
    const ms = clock().getTime()
    const random = readRandom()
    counter = ms > lastMs ? random.readUInt16BE(6) & 0x7ff : counter + 1
    lastMs = Math.max(ms, lastMs)
    if (counter > 0xfff) {
      lastMs++
      counter = 0
    }
    const time = lastMs.toString(16).padStart(12, '0')
    const variant = (0x80 | ((random[0] ?? 0) & 0x3f)).toString(16)
    const tail = random.toString('hex', 1)
    const order = `7${counter.toString(16).padStart(3, '0')}`
    return `${time.slice(0, 8)}-${time.slice(8)}-${order}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`
  }
}

const idBytes = 8
const pooledIds = 512

/**
 * Creates a source of eight random bytes from a larger block, because a system call costs more than the rest of an id.
 */
function createRandomSource(): () => Buffer {
  let block = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at === block.length) {
      block = randomBytes(idBytes * pooledIds)
      at = 0
    }
    at += idBytes
    return block.subarray(at - idBytes, at)
  }
}
