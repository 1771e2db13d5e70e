import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { createValueError, toReceived } from '../errors.js'

/** Proxies whose `X-Forwarded-For` is trusted: their number, or their addresses separated by commas. */
export type TrustedProxies = number | string

/** Returns the address of the client that sent a request, or nothing when its socket is already closed. */
export type ReadClientAddress = (
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
) => string | undefined

type IsTrusted = (address: string, hop: number) => boolean

const mostHops = 100

/**
 * Creates a function that finds the address of a client behind proxies.
 *
 * Each proxy appends the address it was called from, so the list is read from its end, and only as far as the proxies
 * are trusted. Everything before that was written by the client and can be made up.
 *
 * @throws ServerError `INVALID_OPTION`
 */
export function createClientAddressReader(proxies: TrustedProxies): ReadClientAddress {
  const isTrusted = createTrust(proxies)
  return ({ headers, socket }) => {
    let client = toAddress(socket.remoteAddress ?? '')
    const forwarded = headers['x-forwarded-for']
    if (client === undefined || forwarded === undefined) return client
    const chain = String(forwarded).split(',').toReversed()
    for (const [hop, text] of chain.entries()) {
      if (!isTrusted(client, hop)) return client
      const next = toAddress(text.trim())
      if (next === undefined) return client
      client = next
    }
    return client
  }
}

/**
 * Creates a function that returns whether a request came to a trusted proxy over HTTPS.
 *
 * @throws ServerError `INVALID_OPTION`
 */
export function createHttpsReader(
  proxies: TrustedProxies,
): (request: Pick<IncomingMessage, 'headers' | 'socket'>) => boolean {
  const isTrusted = createTrust(proxies)
  return ({ headers, socket }) => {
    const address = toAddress(socket.remoteAddress ?? '')
    if (address === undefined || !isTrusted(address, 0)) return false
    return /^https\s*(?:,|$)/i.test(String(headers['x-forwarded-proto'] ?? ''))
  }
}

function createTrust(proxies: TrustedProxies): IsTrusted {
  if (typeof proxies === 'number') {
    if (!Number.isInteger(proxies) || proxies < 0 || proxies > mostHops) throw createError(proxies)
    return (_address, hop) => hop < proxies
  }
  const list = new BlockList()
  for (const entry of proxies.split(',')) addEntry(list, entry.trim())
  return (address) => list.check(address, toFamily(address))
}

function addEntry(list: BlockList, entry: string): void {
  const [, address = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
  const longest = isIPv4(address) ? 32 : 128
  if (isIP(address) === 0 || Number(prefix ?? 0) > longest) throw createError(entry)
  if (prefix === undefined) list.addAddress(address, toFamily(address))
  else list.addSubnet(address, Number(prefix), toFamily(address))
}

function toFamily(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6'
}

/** Returns an address without a port, brackets, or the prefix of an IPv4 address in IPv6, or nothing for other text. */
function toAddress(text: string): string | undefined {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? []
  const plain = bracketed ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  const address = plain.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(address) === 0 ? undefined : address
}

function createError(received: unknown): Error {
  return createValueError('INVALID_OPTION', {
    field: 'trustProxy',
    expected: `a number of proxies between 0 and ${mostHops}, or a list of addresses such as 10.0.0.0/8, separated by commas`,
    received: toReceived(received),
  })
}
