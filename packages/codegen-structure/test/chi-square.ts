import { chacha20 } from '@noble/ciphers/chacha.js'
import type { RandomSource } from '../src/index.js'

/** A cryptographic stream that is the same in every run: ChaCha20 under a fixed key. */
export function createFixedSource(stream: number): RandomSource {
  const key = Uint8Array.from({ length: 32 }, (_, index) => index)
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setUint32(0, stream)
  let counter = 0
  return (buffer) => {
    buffer.set(chacha20(key, nonce, new Uint8Array(buffer.length), undefined, counter))
    counter += Math.ceil(buffer.length / 64)
  }
}

/** Pearson's chi-square of observed counts against expected ones. */
export function toChiSquare(counts: readonly number[], expected: readonly number[]): number {
  return counts.reduce((sum, count, index) => {
    const mean = expected[index] ?? 0
    return sum + (count - mean) ** 2 / mean
  }, 0)
}

/**
 * Probability that chance alone exceeds a chi-square, by the continued fraction and the series of the
 * incomplete gamma function (Abramowitz and Stegun 6.5.29 and 6.5.31).
 */
export function toProbability(chiSquare: number, degrees: number): number {
  const a = degrees / 2
  const x = chiSquare / 2
  if (x <= 0) return 1
  const front = Math.exp(a * Math.log(x) - x - toLogGamma(a))
  if (x < a + 1) {
    let sum = 1 / a
    for (let n = 1, term = sum; term > sum * 1e-16; n++) {
      term *= x / (a + n)
      sum += term
    }
    return 1 - front * sum
  }
  let fraction = 0
  for (let n = 500; n > 0; n--) fraction = (n * (n - a)) / (x + 2 * n + 1 - a - fraction)
  return front / (x + 1 - a - fraction)
}

/** ln of gamma at half and whole numbers, by its recurrence from 1 and 1/2. */
function toLogGamma(a: number): number {
  let sum = Number.isInteger(a) ? 0 : Math.log(Math.PI) / 2
  for (let n = a - 1; n > 0; n--) sum += Math.log(n)
  return sum
}
