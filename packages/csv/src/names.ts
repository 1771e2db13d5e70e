/** The order of the parts of a full name. */
export type NameOrder = 'first-last' | 'last-first'

/** The two parts of a name. The last name of a person with one name is empty. */
export interface SplitName {
  readonly firstName: string
  readonly lastName: string
}

/** Words that belong to the family name that follows them. */
const particles: ReadonlySet<string> = new Set(
  'af al av bin da das de del della den der des di do dos du el ibn la las le los ten ter van vande vander vom von zu zum zur'.split(
    ' ',
  ),
)

/** Those that are particles even with a capital letter; the others may then be names. */
const capitalParticles: ReadonlySet<string> = new Set(
  'De Del Della Den Der Di Du Van Vande Vander Von'.split(' '),
)

/** Suffixes that follow a comma without being the first name. */
const suffix: RegExp = /^(jr|sr|ii|iii|iv|ph\.?d|md|m\.d|esq|mba|cpa|dds|rn)\.?$/i

/**
 * Splits a full name. A comma always separates the family name, which comes first; a single word is a
 * first name.
 *
 * @example
 * splitName('Ada van der Berg', 'first-last') //=> { firstName: 'Ada', lastName: 'van der Berg' }
 * splitName('King, Ada', 'first-last') //=> { firstName: 'Ada', lastName: 'King' }
 * splitName('Cher', 'first-last') //=> { firstName: 'Cher', lastName: '' }
 */
export function splitName(name: string, order: NameOrder): SplitName {
  const [before = '', ...after] = name.split(',').map((part) => part.trim())
  const given = after.filter((part) => part !== '' && !suffix.test(part)).join(' ')
  if (given !== '') {
    return before === '' ? splitWords(given, order) : { firstName: given, lastName: before }
  }
  const suffixes = after.filter((part) => part !== '').map((part) => `, ${part}`)
  const { firstName, lastName } = splitWords(before, order)
  if (suffixes.length === 0 || lastName === '') return { firstName, lastName }
  return { firstName, lastName: `${lastName}${suffixes.join('')}` }
}

function splitWords(name: string, order: NameOrder): SplitName {
  const words = name.split(' ').filter((word) => word !== '')
  if (words.length < 2) return { firstName: words.join(''), lastName: '' }
  if (order === 'last-first') {
    const end = toFamilyEnd(words)
    return { firstName: words.slice(end).join(' '), lastName: words.slice(0, end).join(' ') }
  }
  const particle = words.findIndex(
    (word, index) => index > 0 && index < words.length - 1 && isParticle(word),
  )
  const isSuffixed = words.length > 2 && suffix.test(words.at(-1) ?? '')
  const start = particle > 0 ? particle : words.length - (isSuffixed ? 2 : 1)
  return { firstName: words.slice(0, start).join(' '), lastName: words.slice(start).join(' ') }
}

/** The family name that comes first ends with its first word that is not a particle. */
function toFamilyEnd(words: readonly string[]): number {
  const end = words.findIndex((word) => !isParticle(word)) + 1
  return end > 0 && end < words.length ? end : words.length - 1
}

function isParticle(word: string): boolean {
  return particles.has(word) || capitalParticles.has(word)
}

/**
 * Removes the part of a full name that another column has.
 *
 * @example
 * withoutPart('Ada King', 'Ada') //=> 'King'
 */
export function withoutPart(name: string, part: string): string {
  const [lower, lowerPart] = [name.toLowerCase(), part.toLowerCase()]
  if (lower === lowerPart) return ''
  if (lower.startsWith(`${lowerPart} `)) return name.slice(part.length).trim()
  if (lower.startsWith(`${lowerPart}, `)) return name.slice(part.length + 1).trim()
  if (!lower.endsWith(` ${lowerPart}`)) return name
  return name.slice(0, -part.length).trim().replace(/,$/, '')
}

/** The last name that is sent for a person with one name, because the API requires one. */
export const noLastName = '-'

/** A person who becomes an affiliate. */
export interface Person extends SplitName {
  readonly email: string
  /** In percent. */
  readonly commissionRate?: number
}

/** Returns the input that creates an affiliate. */
export function toNewAffiliate({ firstName, lastName, email, commissionRate }: Person): Person {
  const person = { firstName, lastName: lastName === '' ? noLastName : lastName, email }
  return commissionRate === undefined ? person : { ...person, commissionRate }
}

/** Returns the last name in a cell, which may have been exported after {@link toNewAffiliate}. */
export function fromSentLastName(cell: string): string {
  return cell === noLastName ? '' : cell
}
