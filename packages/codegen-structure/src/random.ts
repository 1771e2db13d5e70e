import { CodeStructureError } from './errors.js'

/**
 * Fills the whole buffer with random bytes in place, as `crypto.getRandomValues` does; it is asked for
 * at most 65 536 bytes at once.
 *
 * It must be cryptographically secure outside tests: who can foresee codes can spend them.
 *
 * @example
 * const random: RandomSource = (buffer) => randomFillSync(buffer) // node:crypto
 */
export type RandomSource = (buffer: Bytes) => unknown

/** Draws uniform whole numbers from a source of bytes. */
export interface RandomDraw {
  /** A number from 0 to `size - 1`, each equally likely; `size` is at most 256. */
  below(size: number): number
  /** Fills a buffer of at most 65 536 bytes afresh. */
  read(buffer: Bytes): void
}

/** The most that getRandomValues gives at once: a call costs 1.3 µs, a byte of a full block 0.17 ns. */
export const blockLimit = 65_536
const ownBlock = 1024
// At most 25 of 256 bytes are rejected (33 symbols), so an honest source fails with 10^-64.
const rejectionLimit = 64
// Sixteen equal bytes at the end of a block: once in 10^36 blocks, and always when it was not filled.
const tailLength = 16

/**
 * Creates the source that draws from the platform's own generator; there is no other to fall back to.
 *
 * @throws CodeStructureError `NO_CSPRNG` on the first use where the platform has none
 */
export function createPlatformSource(scope: object = globalThis): RandomSource {
  return (buffer) => {
    const { crypto } = scope as {
      crypto?: { getRandomValues?(buffer: Bytes): unknown }
    }
    if (typeof crypto?.getRandomValues !== 'function') throw noCsprngError()
    return crypto.getRandomValues(buffer)
  }
}

/** Creates a draw over a source; the buffer is filled on first use, as Workers demand. */
export function createRandomDraw(source: RandomSource, blockSize: number = ownBlock): RandomDraw {
  let buffer = new Uint8Array(0)
  let position = 0
  function refill(): void {
    if (buffer.length === 0) buffer = new Uint8Array(blockSize)
    fillBlock(source, buffer)
    position = 0
  }
  return {
    below(size) {
      // Bytes above the last full multiple of size would favor small numbers. 36: 252 to 255.
      const limit = 256 - (256 % size)
      for (let tries = 0; tries < rejectionLimit; tries++) {
        if (position === buffer.length) refill()
        const byte = buffer[position]!
        position++
        if (byte < limit) return byte % size
      }
      throw brokenSourceError(`${rejectionLimit} bytes from ${limit} to 255 in a row`)
    },
    read: (target) => fillBlock(source, target),
  }
}

/** The draw that everybody shares who brings no source. */
export const platformDraw: RandomDraw = createRandomDraw(createPlatformSource(), blockLimit)

/** Says that a source cannot be what it claims to be. */
export function brokenSourceError(received: string, cause?: unknown): CodeStructureError {
  return new CodeStructureError('BROKEN_RANDOM_SOURCE', {
    field: 'options.random',
    expected: 'a function that fills the given buffer in place with uniform random bytes',
    received,
    hint: 'Use crypto.getRandomValues or leave options.random out.',
    cause,
  })
}

function fillBlock(source: RandomSource, block: Bytes): void {
  // So that bytes of an earlier block cannot pass for fresh ones.
  block.fill(0)
  try {
    source(block)
  } catch (cause) {
    if (cause instanceof CodeStructureError) throw cause
    throw brokenSourceError('an exception', cause)
  }
  // Catches the source that returns a new array and leaves this one, or its end, as it was.
  const tail = block.subarray(-tailLength)
  if (tail.every((byte) => byte === tail[0])) {
    throw brokenSourceError(`${tail.length} times the byte ${tail[0]} at the end of the buffer`)
  }
}

function noCsprngError(): CodeStructureError {
  return new CodeStructureError('NO_CSPRNG', {
    field: 'globalThis.crypto',
    expected: 'a platform with crypto.getRandomValues',
    received: 'none',
    hint: 'Pass options.random, a function that fills a buffer from a secure source.',
  })
}

/**
 * Bytes in memory of their own, as `crypto.getRandomValues` and `Blob` take them. It is `Uint8Array<ArrayBuffer>`, in words
 * that TypeScript before 5.7 understands as well.
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>
