import type { RandomPart } from '../random-part.js'

/** The byte layout of codes at equal distances. */
export interface CodeLayout {
  /** Text before the random part. */
  readonly stem: string
  readonly random: RandomPart
  /** Text after each code. */
  readonly terminator: string
}

/** Returns the length in bytes of one code and its terminator. */
export function toStride({ stem, random, terminator }: CodeLayout): number {
  return stem.length + random.length + terminator.length
}

/** Creates the bytes of `codes` codes, complete except for the random texts. */
export function toTemplate(layout: CodeLayout, codes: number): Uint8Array<ArrayBuffer> {
  const { stem, random, terminator } = layout
  const target = new Uint8Array(codes * toStride(layout))
  if (target.length === 0) return target
  target.set(toAsciiBytes(stem + '0'.repeat(random.length) + terminator))
  // Each copy doubles the filled part.
  for (let filled = toStride(layout); filled < target.length; filled *= 2) {
    target.copyWithin(filled, 0, filled)
  }
  return target
}

/** Returns the symbols as bytes in the letter case of the random part; `mixed` starts as upper case. */
export function toSymbolBytes({ symbols, letterCase }: RandomPart): Uint8Array<ArrayBuffer> {
  return toAsciiBytes(letterCase === 'lowercase' ? symbols.toLowerCase() : symbols)
}

/** The part of the platform's TextDecoder used here; a pure function in every runtime. */
interface AsciiDecoder {
  decode(bytes: Uint8Array): string
}

declare const TextDecoder: new () => AsciiDecoder

let decoder: AsciiDecoder | undefined

/**
 * Converts ASCII bytes to a string.
 *
 * One call for many codes, cut with `substring` afterward, costs 9 to 12 ns per code; building each code from
 * its characters costs 21 to 48 ns.
 */
export function fromAscii(bytes: Uint8Array): string {
  decoder ??= new TextDecoder()
  return decoder.decode(bytes)
}

/** Converts an ASCII string to bytes. */
export function toAsciiBytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
