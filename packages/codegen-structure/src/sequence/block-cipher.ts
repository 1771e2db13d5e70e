import { unsafe } from '@noble/ciphers/aes.js'
import { CodeStructureError, toKind } from '../errors.js'

/** A keyed pseudorandom function from a round and a value to a number below `size`. */
export type KeyedFunction = (round: number, value: number, size: number) => number

const block = 16

/**
 * Creates a keyed function for one purpose; functions for different purposes are unrelated.
 *
 * A CBC-MAC with AES, as in FF1: the purpose with its length in front, then round and value as the last block.
 * No such message is a prefix of another, which CBC-MAC requires.
 *
 * @param key 16, 24, or 32 secret random bytes
 * @param purpose ASCII text
 * @throws CodeStructureError `INVALID_KEY`
 */
export function createKeyedFunction(key: Uint8Array, purpose: string): KeyedFunction {
  assertKey(key)
  // Copied, so that the caller may wipe the key.
  const schedule = unsafe.expandKeyLE(Uint8Array.from(key))
  const [a, b, c, d] = toChain(schedule, purpose)
  return (round, value, size) => {
    const { s0, s1, s2 } = unsafe.encrypt(schedule, a ^ round, b ^ value, c, d)
    // 76 bits modulo the size: for sizes below 2^30, no number is more likely than another by more than 2^-46.
    const head = toRemainder((s0 & 0x1f_ffff) * 2 ** 32 + (s1 >>> 0), size)
    return toRemainder(head * 2 ** 23 + (s2 >>> 9), size)
  }
}

/** Returns `number % size` for integers below 2^53, faster than `%`; the rounded quotient is off by one at most. */
function toRemainder(number: number, size: number): number {
  const rest = number - Math.floor(number / size) * size
  return rest < 0 ? rest + size : rest
}

type Chain = readonly [number, number, number, number]

function toChain(schedule: Uint32Array, purpose: string): Chain {
  const blocks = Math.ceil((2 + purpose.length) / block)
  const bytes = new Uint8Array(blocks * block)
  bytes[0] = purpose.length >>> 8
  bytes[1] = purpose.length
  for (let index = 0; index < purpose.length; index++) {
    bytes[index + 2] = purpose.charCodeAt(index)
  }
  const view = new DataView(bytes.buffer)
  let chain: Chain = [0, 0, 0, 0]
  for (let at = 0; at < bytes.length; at += block) {
    const [a, b, c, d] = chain
    const { s0, s1, s2, s3 } = unsafe.encrypt(
      schedule,
      a ^ view.getUint32(at, true),
      b ^ view.getUint32(at + 4, true),
      c ^ view.getUint32(at + 8, true),
      d ^ view.getUint32(at + 12, true),
    )
    chain = [s0, s1, s2, s3]
  }
  return chain
}

function assertKey(key: unknown): asserts key is Uint8Array {
  if (key instanceof Uint8Array && [16, 24, 32].includes(key.length)) return
  throw new CodeStructureError('INVALID_KEY', {
    field: 'options.key',
    expected: 'a Uint8Array of 16, 24, or 32 secret random bytes',
    // Never repeats a key, or a value that was meant to be one.
    received: key instanceof Uint8Array ? `${key.length} bytes` : toKind(key),
    hint: 'Create one with crypto.getRandomValues(new Uint8Array(16)) and store it as a secret.',
  })
}
