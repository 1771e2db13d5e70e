import { lookup as lookUpSystem, promises as dns, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import ipaddr from 'ipaddr.js'
import { createValueError, toReceived } from '../errors.js'

/** The rules for the addresses that events are sent to. */
export interface AddressRules {
  /** Also allows private addresses and plain HTTP, for development. */
  readonly allowPrivate: boolean
}

// Azure's servers reach their host at this address, although it is in a public range:
// https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16
const azureHost = '168.63.129.16'

// The only range of IPv6 that is assigned to public addresses: https://www.iana.org/assignments/ipv6-address-space
const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/**
 * Returns whether an IP address is public: not loopback, private, link-local, carrier-grade NAT, multicast, or
 * reserved, not that of a cloud's metadata service, and no IPv6 form of an IPv4 address (mapped, NAT64, 6to4, or
 * Teredo).
 *
 * @example
 * isPublicAddress('93.184.215.14') //=> true
 * isPublicAddress('::ffff:169.254.169.254') //=> false
 */
export function isPublicAddress(text: string): boolean {
  // The parser also reads short forms such as 127.1, which no resolver returns.
  if (isIP(text) === 0 || text === azureHost) return false
  const address = ipaddr.parse(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast)
}

// The URL of a customer's system can be long, because it often contains a token.
const longestUrl = 2000

/**
 * Parses the URL of an endpoint. The name of its host is resolved later, on each attempt.
 *
 * @throws ServerError `INVALID_INPUT` for a URL that is not `https:`, has credentials or a fragment, or whose host is
 *   an address that is not public.
 */
export function parseWebhookUrl(text: string, field: string, rules: AddressRules): URL {
  const reject = (expected: string, hint?: string): Error =>
    createValueError('INVALID_INPUT', { field, expected, received: toReceived(text), hint })
  if (text.length > longestUrl) throw reject(`at most ${longestUrl} characters long`)
  if (!URL.canParse(text)) throw reject('a valid URL')
  const url = new URL(text)
  const schemes = rules.allowPrivate ? ['https:', 'http:'] : ['https:']
  if (!schemes.includes(url.protocol)) {
    throw reject(rules.allowPrivate ? 'an https: or http: URL' : 'an https: URL')
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw createValueError('INVALID_INPUT', {
      field,
      expected: 'a URL without credentials and without a fragment',
      hint: 'Put a token into the path or the query, or verify the signature.',
    })
  }
  const host = toHost(url)
  if (isAllowedHost(host, rules)) return url
  throw reject(
    'a URL of a public host',
    'For development, start the server with REFERLY_WEBHOOKS_ALLOW_PRIVATE=1.',
  )
}

/** Returns the host to connect to. The URL parser has already rewritten forms such as 0x7f.1 and 2130706433. */
export function toHost({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
}

/** Returns whether a host may be connected to, as far as can be told without resolving it. */
export function isAllowedHost(host: string, { allowPrivate }: AddressRules): boolean {
  if (allowPrivate) return true
  return isIP(host) === 0 ? !isLocalName(host) : isPublicAddress(host)
}

// RFC 6761 and RFC 8375 reserve these names; `internal` is ICANN's, and that of metadata services.
const localName = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$/i

function isLocalName(host: string): boolean {
  return localName.test(host) || !host.replace(/\.$/, '').includes('.')
}

/** Resolves a name to all of its addresses. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** Thrown instead of connecting to an address that the rules forbid. */
export class ForbiddenAddressError extends Error {
  override readonly name: string = 'ForbiddenAddressError'

  constructor() {
    // The address itself is left out, because it could tell an attacker about the network.
    super('The host does not have a public address')
  }
}

/**
 * Creates the lookup of connections. The addresses that it returns are the ones that are connected
 * to, so a name that resolves differently later does not help an attacker.
 */
export function createLookup(
  { allowPrivate }: AddressRules,
  resolve: Resolve = allowPrivate ? resolveLocally : resolvePublicly,
): LookupFunction {
  const check = async (name: string): Promise<readonly LookupAddress[]> => {
    const found = await resolve(name)
    if (found.length === 0) throw new ForbiddenAddressError()
    if (!allowPrivate && !found.every(isPublicAddress)) throw new ForbiddenAddressError()
    return found.map((address) => ({ address, family: isIP(address) }))
  }
  const checkWithCallback = callbackify(check)
  return (name, { all }, callback) => {
    checkWithCallback(name, (error, addresses = []) => {
      const [first] = addresses
      if (error || first === undefined) callback(error, '', 0)
      else if (all === true) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
}

// The system's resolver runs in one of four threads, which the whole process shares. Names whose
// servers do not respond would block the connections to the database too.
const resolver = new dns.Resolver({ timeout: 2000, tries: 2 })

/** Asks the name servers for the IPv4 and IPv6 addresses of a name. */
async function resolvePublicly(name: string): Promise<readonly string[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  const found = [four, six].flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  if (found.length === 0 && four.status === 'rejected') throw four.reason
  return found
}

/** Asks the system, which also has the names of this machine and of containers. */
function resolveLocally(name: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    lookUpSystem(name, { all: true }, (error, addresses) => {
      if (error) reject(error)
      else resolve(addresses.map(({ address }) => address))
    })
  })
}
