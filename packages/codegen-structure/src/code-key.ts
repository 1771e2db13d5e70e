/**
 * Returns the identity of a code: two codes are the same if their keys are equal.
 *
 * Only ASCII letters change, so the result does not depend on a locale and no other character can
 * become a letter of a code (rule 17).
 *
 * @example
 * toCodeKey('SaveJohn8x4z') //=> 'SAVEJOHN8X4Z'
 */
export function toCodeKey(code: string): string {
  // Generated codes are ASCII, where upper case is independent of locale.
  if (/^[\t-~]*$/.test(code)) return code.toUpperCase()
  return code.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}
