import { createHash } from 'node:crypto'

/**
 * Creates a source of pseudorandom bytes that depends on the seed alone: SHA-256 of the seed and a
 * counter.
 *
 * It is meant for reproducible plans. Anyone who knows the seed can compute the codes.
 *
 * @example
 * createSeededRandom('spring')(new Uint8Array(2)) //=> Uint8Array [ 85, 76 ], always
 */
export function createSeededRandom(
  seed: string,
): (buffer: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  // Hashed first, so that seed and counter stay separate.
  const key = createHash('sha256').update(seed).digest()
  let counter = 0
  return (buffer) => {
    for (let at = 0; at < buffer.length; at += 32) {
      const block = createHash('sha256').update(key).update(String(counter)).digest()
      counter++
      buffer.set(block.subarray(0, Math.min(32, buffer.length - at)), at)
    }
    return buffer
  }
}
