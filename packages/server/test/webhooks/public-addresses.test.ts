import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { describe, expect, it } from 'vitest'
import {
  createLookup,
  ForbiddenAddressError,
  isPublicAddress,
  parseWebhookUrl,
} from '../../src/webhooks/public-addresses.js'

const rules = { allowPrivate: false }

const forbiddenUrls = [
  // Loopback: dotted, short, decimal, octal, hexadecimal, mixed, with a trailing dot, in full-width digits.
  'https://127.0.0.1/hook',
  'https://127.0.0.1./hook',
  'https://127.1/hook',
  'https://127.0.1/hook',
  'https://127.255.255.254/hook',
  'https://2130706433/hook',
  'https://017700000001/hook',
  'https://0177.0.0.1/hook',
  'https://0177.0.0.01/hook',
  'https://0x7f000001/hook',
  'https://0x7f.0.0.1/hook',
  'https://0x7F.0x0.0x0.0x1/hook',
  'https://0x7f.1/hook',
  'https://127.0x1/hook',
  'https://%31%32%37.0.0.1/hook',
  'https://１２７.０.０.１/hook',
  'https://①②⑦.⓪.⓪.①/hook',
  'https://127。0。0。1/hook',
  'https://0/hook',
  'https://0.0.0.0/hook',
  'https://0.1.2.3/hook',
  // Names of this machine and of local networks.
  'https://localhost/hook',
  'https://LOCALHOST/hook',
  'https://localhost./hook',
  'https://ｌocalhost/hook',
  'https://api.localhost/hook',
  'https://printer.local/hook',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://router.home.arpa/hook',
  'https://intranet/hook',
  'https://intranet./hook',
  // Private networks.
  'https://10.0.0.1/hook',
  'https://10.255.255.255/hook',
  'https://167772161/hook',
  'https://172.16.0.1/hook',
  'https://172.31.255.255/hook',
  'https://0xac.0x10.0.1/hook',
  'https://192.168.0.1/hook',
  'https://192.168.257/hook',
  'https://0xc0a80001/hook',
  'https://0300.0250.0.1/hook',
  // Link-local addresses and metadata services.
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.170.2/v2/credentials',
  'https://2852039166/latest/meta-data/',
  'https://0xa9fea9fe/latest/meta-data/',
  'https://0251.0376.0251.0376/latest/meta-data/',
  'https://169.254.43518/latest/meta-data/',
  'https://100.100.100.200/latest/meta-data/',
  'https://192.0.0.192/latest/meta-data/',
  'https://168.63.129.16/machine/',
  // Carrier-grade NAT, multicast, broadcast, documentation, benchmarks, and reserved addresses.
  'https://100.64.0.1/hook',
  'https://100.127.255.254/hook',
  'https://224.0.0.1/hook',
  'https://239.255.255.250/hook',
  'https://255.255.255.255/hook',
  'https://240.0.0.1/hook',
  'https://192.0.2.1/hook',
  'https://198.51.100.1/hook',
  'https://203.0.113.1/hook',
  'https://198.18.0.1/hook',
  'https://192.88.99.1/hook',
  // IPv6: loopback, unspecified, local, multicast, documentation, and IPv4 addresses inside of it.
  'https://[::1]/hook',
  'https://[0:0:0:0:0:0:0:1]/hook',
  'https://[0000:0000:0000:0000:0000:0000:0000:0001]/hook',
  'https://[::]/hook',
  'https://[fe80::1]/hook',
  'https://[febf::1]/hook',
  'https://[fec0::1]/hook',
  'https://[fc00::1]/hook',
  'https://[fd00:ec2::254]/latest/meta-data/',
  'https://[ff02::1]/hook',
  'https://[2001:db8::1]/hook',
  'https://[3fff::1]/hook',
  'https://[100::1]/hook',
  'https://[::ffff:127.0.0.1]/hook',
  'https://[::ffff:7f00:1]/hook',
  'https://[0:0:0:0:0:ffff:169.254.169.254]/hook',
  'https://[::ffff:8.8.8.8]/hook',
  'https://[::127.0.0.1]/hook',
  'https://[::ffff:0:127.0.0.1]/hook',
  'https://[64:ff9b::7f00:1]/hook',
  'https://[64:ff9b::169.254.169.254]/hook',
  'https://[64:ff9b:1::a00:1]/hook',
  'https://[2002:7f00:1::]/hook',
  'https://[2002:a9fe:a9fe::1]/hook',
  'https://[2001:0:7f00:1::]/hook',
  // Other schemes, credentials, and what is not a URL.
  'http://example.com/hook',
  'ftp://example.com/hook',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'javascript:alert(1)',
  'data:text/plain,x',
  'https://user@example.com/hook',
  'https://user:secret@example.com/hook',
  'https://example.com@127.0.0.1/hook',
  'https://example.com:443@169.254.169.254/hook',
  String.raw`https://127.0.0.1\@example.com/hook`,
  'https://example.com/hook#fragment',
  'https://[::1%25eth0]/hook',
  'https://127.0.0.1:8080/hook',
  'https://256.256.256.256/hook',
  'https:///hook',
  'https://',
  '//example.com/hook',
  'example.com/hook',
  '',
  `https://example.com/${'x'.repeat(2000)}`,
]

const allowedUrls = [
  'https://example.com/hook',
  'https://EXAMPLE.com./hook',
  'https://example.com:8443/hook?token=x',
  'https://bücher.example/hook',
  'https://8.8.8.8/hook',
  'https://172.15.255.255/hook',
  'https://172.32.0.1/hook',
  'https://100.63.255.255/hook',
  'https://[2606:4700:4700::1111]/hook',
  'https://localhost.example.com/hook',
  'https://127.0.0.1.example.com/hook',
]

describe('the URL of an endpoint', () => {
  it.each(forbiddenUrls)('is refused: %s', (text) => {
    expect(() => parseWebhookUrl(text, 'url', rules)).toThrow(/^`url` must be /)
  })

  it.each(allowedUrls)('is accepted: %s', (text) => {
    expect(parseWebhookUrl(text, 'url', rules).href).toMatch(/^https:/)
  })

  it('never appears in an error with its password', () => {
    const parse = (): URL => parseWebhookUrl('https://user:secret@example.com/', 'url', rules)
    expect(parse).toThrow(/^(?!.*secret).*without credentials/)
  })

  it('may be plain HTTP and private in development', () => {
    const parse = (text: string): string =>
      parseWebhookUrl(text, 'url', { allowPrivate: true }).href
    expect(parse('http://localhost:3000/hook')).toBe('http://localhost:3000/hook')
    expect(parse('http://[::1]:3000/')).toBe('http://[::1]:3000/')
    expect(() => parse('ftp://localhost/')).toThrow('an https: or http: URL')
    expect(() => parse('http://user@localhost/')).toThrow('without credentials')
  })
})

describe('an IP address', () => {
  it('is public only if it is the plain form of a global unicast address', () => {
    const texts = ['8.8.8.8', '2606:4700:4700::1111', '4000::1', '127.1', 'fe80::1%eth0', 'x', '']
    expect(texts.map(isPublicAddress)).toEqual([true, true, false, false, false, false, false])
  })
})

interface Answer {
  readonly error: Error | null
  readonly addresses: readonly LookupAddress[]
}

function lookUp(addresses: readonly string[] | Error, isAllowingPrivate = false): Promise<Answer> {
  const resolve = async (): Promise<readonly string[]> => {
    if (addresses instanceof Error) throw addresses
    return addresses
  }
  const lookup = createLookup({ allowPrivate: isAllowingPrivate }, resolve)
  return new Promise((done) => {
    lookup('hooks.example.com', { all: true }, (error, found) =>
      done({ error, addresses: found as LookupAddress[] }),
    )
  })
}

describe('the lookup of a connection', () => {
  it.each([
    [['127.0.0.1']],
    [['10.0.0.7']],
    [['169.254.169.254']],
    [['::1']],
    [['::ffff:10.0.0.1']],
    [['64:ff9b::a00:1']],
    [['8.8.8.8', '127.0.0.1']],
    [['8.8.8.8', 'fd00::1']],
    [['2606:4700:4700::1111', '0.0.0.0']],
    [[]],
  ])('refuses a name that resolves to %j', async (addresses) => {
    expect((await lookUp(addresses)).error).toBeInstanceOf(ForbiddenAddressError)
  })

  it('returns the public addresses that it has checked', async () => {
    const addresses = ['8.8.8.8', '2606:4700:4700::1111']
    const expected = addresses.map((address) => ({ address, family: isIP(address) }))
    expect(await lookUp(addresses)).toEqual({ error: null, addresses: expected })
    const lookup = createLookup(rules, async () => addresses)
    const first = new Promise((done) => {
      lookup('x.example', { all: false }, (_error, address, family) => done([address, family]))
    })
    expect(await first).toEqual(['8.8.8.8', 4])
  })

  it('resolves a name again for each connection', async () => {
    const answers = [['8.8.8.8'], ['127.0.0.1']]
    const lookup = createLookup(rules, async () => answers.shift() ?? [])
    const next = (): Promise<unknown> =>
      new Promise((done) => lookup('x.example', {}, (error, address) => done(error ?? address)))
    expect(await next()).toBe('8.8.8.8')
    expect(await next()).toBeInstanceOf(ForbiddenAddressError)
  })

  it('reports that a name does not exist', async () => {
    const error = new Error('queryA ENOTFOUND')
    expect((await lookUp(error)).error).toBe(error)
  })

  it('returns private addresses in development', async () => {
    expect((await lookUp(['127.0.0.1'], true)).addresses).toEqual([
      { address: '127.0.0.1', family: 4 },
    ])
  })
})
