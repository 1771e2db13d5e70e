import { domainToASCII } from 'node:url'

/**
 * Converts an email address to the form that the API accepts: without surrounding white space, and with an
 * international domain in ASCII. Imports do the same.
 *
 * @example
 * toAddress(' jo@bücher.example') //=> 'jo@xn--bcher-kva.example'
 */
export function toAddress(text: string): string {
  const address = text.trim()
  const at = address.lastIndexOf('@') + 1
  // Empty for a domain that is not valid.
  const domain = domainToASCII(address.slice(at))
  const isInternational = at > 1 && /[^\0-\u007F]/.test(address.slice(at))
  return isInternational && domain !== '' ? address.slice(0, at) + domain : address
}
