import type { RandomCharsCase } from '@referly-kit/types'
import type { RandomDraw } from './random.js'

/** The validated random part of a structure. */
export interface RandomPart {
  readonly length: number
  /** Distinct upper-case letters and digits. */
  readonly symbols: string
  readonly letterCase: RandomCharsCase
  /** Number of case-insensitively distinct texts; exact up to 2^53. */
  readonly capacity: number
}

/** Draws one text; every text is equally likely. */
export function generateRandomText(part: RandomPart, draw: RandomDraw): string {
  let text = ''
  for (let index = 0; index < part.length; index++) {
    text += part.symbols.charAt(draw.below(part.symbols.length))
  }
  return generateLetterCase(text, part.letterCase, draw)
}

/** Returns the text with a number from 0 to `capacity - 1`, in the requested letter case. */
export function generateTextAt(part: RandomPart, index: number, draw: RandomDraw): string {
  const base = part.symbols.length
  let text = ''
  for (let rest = index; text.length < part.length; rest = Math.floor(rest / base)) {
    text = part.symbols.charAt(rest % base) + text
  }
  return generateLetterCase(text, part.letterCase, draw)
}

/** Draws a number from 0 to `capacity - 1`, for capacities up to 2^53. */
export function generateIndex(part: RandomPart, draw: RandomDraw): number {
  let index = 0
  for (let position = 0; position < part.length; position++) {
    index = index * part.symbols.length + draw.below(part.symbols.length)
  }
  return index
}

/**
 * Applies the letter case. For `mixed`, a separate bit decides the case of each letter, so that symbols stay
 * uniform when codes are compared case-insensitively; 62 symbols would collide like 33.7 (rule 16).
 */
function generateLetterCase(text: string, letterCase: RandomCharsCase, draw: RandomDraw): string {
  if (letterCase === 'uppercase') return text
  if (letterCase === 'lowercase') return text.toLowerCase()
  return text.replace(/[A-Z]/g, (letter) => (draw.below(2) === 0 ? letter : letter.toLowerCase()))
}
