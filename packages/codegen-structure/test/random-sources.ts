import type { RandomSource } from '../src/index.js'

/** Repeats the given bytes; a code takes one for each random character, and for `mixed` one per letter. */
export function createByteSource(bytes: readonly number[]): RandomSource {
  return (buffer) => {
    for (let index = 0; index < buffer.length; index++) {
      buffer[index] = bytes[index % bytes.length] ?? 0
    }
  }
}

/** Reproducible bytes from mulberry32, for tests that must not depend on chance. */
export function createSeededSource(seed: number): RandomSource {
  let state = seed
  return (buffer) => {
    for (let index = 0; index < buffer.length; index++) {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
      buffer[index] = (mixed ^ (mixed >>> 14)) >>> 24
    }
  }
}
