import { toInputSentence } from './errors.js'

/** Characters that are not visible and get into cells by copy and paste. */
const invisible =
  '\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F\\u3164\\uFEFF\\uFFA0'
const invisibleEnds: RegExp = new RegExp(`^[\\s${invisible}]+|[\\s${invisible}]+$`, 'g')
const invisibles: RegExp = new RegExp(`[${invisible}]`, 'g')

/**
 * Removes white space and invisible characters around a cell, and turns each run of white space inside
 * it, line breaks included, into one space. Joiners inside a name stay, because some scripts need them.
 *
 * @example
 * cleanCell('\u200B Ada \n King\u00A0') //=> 'Ada King'
 */
export function cleanCell(cell: string): string {
  return cell.replace(invisibleEnds, '').replace(/\s+/g, ' ')
}

/**
 * The values that spreadsheets write for a formula that failed, and programs for a missing value. Only
 * this spelling counts, because Null is a family name.
 */
const errorValue: RegExp =
  /^(#(N\/A|NV|REF!|BEZUG!|VALUE!|WERT!|NAME\?|DIV\/0!|NULL!|NUM!|ZAHL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|ERROR!|UNKNOWN!|GETTING_DATA)|#+|NULL|null|\(null\)|nil|NaN|undefined|\[object Object\]|Loading\.\.\.)$/

/** Returns whether a cell has the error of a formula, or a program's word for a missing value. */
export function isErrorValue(cell: string): boolean {
  return errorValue.test(cell)
}

/** Longer than any name, in characters. A longer cell contains pasted text, or follows an unclosed quote. */
const maxNameLength = 200

/** The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const maxEmailLength = 254

// The server's rule for `format: email`, so that an address accepted here is accepted there.
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const emailPattern: RegExp = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'i')

/**
 * Reads the address in a cell, as people and programs write it: with a display name, as a link, with
 * the apostrophe that marks text in Excel, or with an internationalized domain.
 *
 * @example
 * toEmail('Ada King <ada@example.com>') //=> 'ada@example.com'
 * toEmail('mailto:jo@bücher.example') //=> 'jo@xn--bcher-kva.example'
 */
export function toEmail(cell: string): string {
  const bare = cell.replace(invisibles, '').trim()
  const [, inBrackets] = /^[^<>]*<\s*([^<>]+?)\s*>$/.exec(bare) ?? []
  const address = (inBrackets ?? bare).replace(/^mailto:([^?]*).*$/i, '$1').trim()
  const text = emailPattern.test(toAsciiDomain(address.slice(1)))
    ? address.replace(/^['‘’]/, '')
    : address
  return toAsciiDomain(text)
}

function toAsciiDomain(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (at < 1 || !/[^\0-\x7F]/.test(domain)) return address
  const ascii = domainToAscii(domain)
  return ascii === '' ? address : `${address.slice(0, at)}@${ascii}`
}

/** Converts an international domain. Returns an empty text when it is not valid. */
function domainToAscii(domain: string): string {
  const url = new URL('ws://invalid')
  // An invalid host name leaves the URL as it was.
  url.hostname = domain
  return url.hostname === 'invalid' ? '' : url.hostname
}

/** Returns whether a text is an email address that the API accepts. */
export function isEmail(text: string): boolean {
  return text.length <= maxEmailLength && emailPattern.test(text)
}

/**
 * Finds the problem of an email address; undefined when it has none.
 *
 * @example
 * findEmailProblem('ann') //=> '`email` must be a valid email address, but was "ann".'
 */
export function findEmailProblem(email: string): string | undefined {
  if (isEmail(email)) return undefined
  const received = email === '' ? 'missing' : `"${email.slice(0, 60)}"`
  const hint = findEmailHint(email)
  return toInputSentence({ field: 'email', expected: 'a valid email address', received, hint })
}

function findEmailHint(email: string): string | undefined {
  if (isErrorValue(email)) return errorHint
  if ((email.match(/@/g)?.length ?? 0) > 1) return 'Keep one address per row.'
  if (email.length > maxEmailLength) {
    return `It has ${email.length} characters, but an address can have at most ${maxEmailLength}.`
  }
  if (/^\.|\.@|\.\..*@/.test(email)) {
    return 'The API does not accept a dot at either end of the part before the @, or two dots in a row.'
  }
  const [other] = /[^\0-\x7F]/u.exec(email) ?? []
  if (other === undefined) return undefined
  return `The API accepts only ASCII characters before the @, not ${toCharacterName(other)}.`
}

/**
 * Names a character by its number, and shows it when it is visible.
 *
 * @example
 * toCharacterName('ä') //=> 'ä (U+00E4)'
 */
export function toCharacterName(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return /[\p{L}\p{N}\p{S}\p{P}]/u.test(character) ? `${character} (U+${hex})` : `U+${hex}`
}

const errorHint = 'It is the result of a formula or query that failed.'

/**
 * Finds the problem of a name; undefined when it has none.
 *
 * @param field The title of the name's column
 */
export function findNameProblem(name: string, field: string): string | undefined {
  if (name.length > maxNameLength) {
    return toInputSentence({
      field,
      expected: `at most ${maxNameLength} characters long`,
      received: `${name.length} characters`,
      hint: 'A closing quote may be missing.',
    })
  }
  if (!isErrorValue(name)) return undefined
  return toInputSentence({ field, expected: 'a name', received: `"${name}"`, hint: errorHint })
}
