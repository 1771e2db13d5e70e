// C0, DEL, and C1 controls, line separators, and marks that reorder or hide text (Unicode TR 36,
// 2.10).
const unsafe: RegExp = /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/**
 * Replaces every character of untrusted text that could move the cursor, change colors, or reorder
 * text.
 *
 * @example
 * toTerminalText('Ann\u001B[31m') //=> 'Ann\uFFFD[31m'
 */
export function toTerminalText(text: string): string {
  return text.replace(unsafe, '\uFFFD')
}

/**
 * Formats JSON that is safe to print. Characters that {@link toTerminalText} replaces are escaped.
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
 * Formats a count with its noun.
 *
 * @example
 * toCountText(1, 'code') //=> '1 code'
 * toCountText(20, 'code') //=> '20 codes'
 */
export function toCountText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
