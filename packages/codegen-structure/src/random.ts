import { CodeStructureError } from './errors.js'

/**
 * Fills the whole buffer with random bytes in place, as `crypto.getRandomValues` does; it is asked for
 * at most 65,536 bytes at a time.
 *
 * It must be cryptographically secure outside tests: anyone who can predict codes can redeem them.
 *
 * @example
 * const random: RandomSource = (buffer) => randomFillSync(buffer) // node:crypto
 */
export type RandomSource = (buffer: Bytes) => unknown

/** Draws uniform whole numbers from a source of bytes. */
export interface RandomDraw {
  /** A number from 0 to `size - 1`, each equally likely; `size` is at most 256. */
  below(size: number): number
  /** Fills a buffer of at most 65,536 bytes with new random bytes. */
  read(buffer: Bytes): void
}

/** The maximum number of bytes per call of getRandomValues: a call costs 1.3 µs, a byte of a full block 0.17 ns. */
export const blockLimit = 65_536
const ownBlock = 1024
// At most 25 of 256 bytes are rejected (for 33 symbols), so a working source fails this check once in 10^64.
const rejectionLimit = 64
// A working source ends a block with sixteen equal bytes once in 10^36 blocks; an unfilled block always does.
const checkedTail = 16

/**
 * Creates a source that uses the platform's secure generator, with no fallback.
 *
 * @throws CodeStructureError `NO_CSPRNG` on the first use where the platform has none
 */
export function createPlatformSource(scope: object = globalThis): RandomSource {
  return (buffer) => {
    const { crypto } = scope as {
      crypto?: { getRandomValues?(buffer: Bytes): unknown }
    }
    if (typeof crypto?.getRandomValues !== 'function') throw createNoCsprngError()
    return crypto.getRandomValues(buffer)
  }
}

/** Creates a draw over a source; the buffer is filled on first use, because Workers forbid randomness at startup. */
export function createRandomDraw(source: RandomSource, blockSize: number = ownBlock): RandomDraw {
  let buffer = new Uint8Array(0)
  let position = 0
  function refill(): void {
    if (buffer.length === 0) buffer = new Uint8Array(blockSize)
    fillFromSource(source, buffer)
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
      throw createBrokenSourceError(`${rejectionLimit} bytes from ${limit} to 255 in a row`)
    },
    read: (target) => fillFromSource(source, target),
  }
}

/** The default draw, shared by all callers that do not pass a source. */
export const platformDraw: RandomDraw = createRandomDraw(createPlatformSource(), blockLimit)

/** Creates the error for a source whose bytes cannot be random. */
export function createBrokenSourceError(received: string, cause?: unknown): CodeStructureError {
  return new CodeStructureError('BROKEN_RANDOM_SOURCE', {
    field: 'options.random',
    expected: 'a function that fills the given buffer in place with uniform random bytes',
    received: `a function that returned ${received}`,
    problem: `The random source is broken: it returned ${received}.`,
    hint: 'Use crypto.getRandomValues, or leave options.random out.',
    cause,
  })
}

function fillFromSource(source: RandomSource, block: Bytes): void {
  // Clear the block, so leftover bytes cannot pass for new ones.
  block.fill(0)
  try {
    source(block)
  } catch (cause) {
    if (cause instanceof CodeStructureError) throw cause
    throw createBrokenSourceError('an error', cause)
  }
  // Detects a source that returns a new array and leaves this one, or its end, unfilled.
  const tail = block.subarray(-checkedTail)
  if (tail.every((byte) => byte === tail[0])) {
    throw createBrokenSourceError(
      `the byte ${tail[0]} ${tail.length} times in a row at the end of the buffer`,
    )
  }
}

function createNoCsprngError(): CodeStructureError {
  return new CodeStructureError('NO_CSPRNG', {
    field: 'globalThis.crypto',
    expected: 'a platform with crypto.getRandomValues',
    received: 'a platform without it',
    problem: 'No secure random source: this platform has no crypto.getRandomValues.',
    hint: 'Pass options.random, a function that fills a buffer from a secure source.',
    hintField: 'options.random',
  })
}

/**
 * A byte array that `crypto.getRandomValues` and `Blob` accept: `Uint8Array<ArrayBuffer>`, written so that
 * TypeScript before 5.7 can read it too.
 */
export type Bytes = ReturnType<Uint8ArrayConstructor['of']>
