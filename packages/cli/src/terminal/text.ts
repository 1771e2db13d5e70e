// C0, DEL and C1 controls; line separators; marks that reorder or hide text (Unicode TR 36, 2.10).
const unsafe: RegExp = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/**
 * Creates text from outside safe to print: nothing in it can move the cursor, color, or reorder.
 *
 * @example
 * toTerminalText('Ann\u001B[31m') //=> 'Ann\uFFFD[31m'
 */
export function toTerminalText(text: string): string {
  return text.replace(unsafe, '\uFFFD')
}

/**
 * Writes JSON that is safe to print: what {@link toTerminalText} replaces is escaped.
 *
 * @example
 * toJsonText(['\u202E']) //=> '["\\u202e"]'
 */
export function toJsonText(document: unknown): string {
  const toEscape = (character: string): string =>
    `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(document).replace(unsafe, toEscape)
}

/**
 * Writes a count with its noun.
 *
 * @example
 * toCountText(1, 'code') //=> '1 code'
 * toCountText(20, 'code') //=> '20 codes'
 */
export function toCountText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const graphemes: Intl.Segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const wideScripts =
  '\\p{Script=Han}\\p{Script=Hangul}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Emoji_Presentation}'
const wide: RegExp = new RegExp(`^[${wideScripts}\u3000-\u303F\uFF01-\uFF60\uFFE0-\uFFE6]`, 'u')
const invisible: RegExp = /^[\p{Mn}\p{Me}\p{Cf}]+$/u

/**
 * How many terminal cells text takes.
 *
 * @example
 * toDisplayWidth('李雷') //=> 4
 */
export function toDisplayWidth(text: string): number {
  let width = 0
  for (const { segment } of graphemes.segment(text)) {
    if (!invisible.test(segment)) width += wide.test(segment) ? 2 : 1
  }
  return width
}
