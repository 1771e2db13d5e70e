import { createHash } from 'node:crypto'

/**
 * Creates a source of bytes that gives the same ones for the same seed: SHA-256 of the seed and a
 * counter.
 *
 * Who knows the seed knows the codes; it is for plans that have to come out the same again.
 *
 * @example
 * createSeededRandom('spring')(new Uint8Array(2)) //=> Uint8Array [ 85, 76 ], every time
 */
export function createSeededRandom(
  seed: string,
): (buffer: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  // Hashed first, so that seed and counter cannot run into one another.
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
