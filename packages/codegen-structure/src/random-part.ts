import type { RandomCharsCase } from '@referly-kit/types'
import type { RandomDraw } from './random.js'

/** The random part of a structure, checked. */
export interface RandomPart {
  readonly length: number
  /** Distinct upper-case letters and digits. */
  readonly symbols: string
  readonly letterCase: RandomCharsCase
  /** Distinct texts without regard to letter case; exact up to 2^53. */
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

/** Writes the text with the given number, from 0 to `capacity - 1`, in the asked-for letter case. */
export function generateTextAt(part: RandomPart, index: number, draw: RandomDraw): string {
  const base = part.symbols.length
  let text = ''
  for (let rest = index; text.length < part.length; rest = Math.floor(rest / base)) {
    text = part.symbols.charAt(rest % base) + text
  }
  return generateLetterCase(text, part.letterCase, draw)
}

/** Draws a number from 0 to `capacity - 1`, for capacities that a number holds exactly. */
export function generateIndex(part: RandomPart, draw: RandomDraw): number {
  let index = 0
  for (let position = 0; position < part.length; position++) {
    index = index * part.symbols.length + draw.below(part.symbols.length)
  }
  return index
}

/**
 * For `mixed`, a bit of its own decides each letter's case, so symbols stay uniform where codes are
 * compared without case; 62 symbols would collide like 33.7 (rule 16).
 */
function generateLetterCase(text: string, letterCase: RandomCharsCase, draw: RandomDraw): string {
  if (letterCase === 'uppercase') return text
  if (letterCase === 'lowercase') return text.toLowerCase()
  return text.replace(/[A-Z]/g, (letter) => (draw.below(2) === 0 ? letter : letter.toLowerCase()))
}
