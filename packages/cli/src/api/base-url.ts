import { CliError } from '../errors.js'

/** Hosts of this machine, to which a key may be sent without encryption. */
const loopback: RegExp = /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/

/** The path of the API on every server. */
const apiPath = '/api/v1'

/**
 * Returns a base URL without trailing slashes.
 *
 * @param source the setting it comes from: `--base-url`, `REFERLY_BASE_URL`, or a profile
 * @throws CliError `INVALID_CONFIG` when no key may be sent there; never shows a password
 */
export function parseBaseUrl(text: string, source: string): string {
  const trimmed = text.trim()
  const shown = trimmed.replace(/^(https?:\/\/)?[^/]*@/i, '$1...@')
  const isComplete = /^https?:\/\//i.test(trimmed)
  const url = URL.canParse(trimmed) && isComplete ? new URL(trimmed) : undefined
  const expected = 'an https address, or http on this machine'
  if (url === undefined) {
    const hint = isComplete ? undefined : toSchemeHint(shown)
    throw new CliError('INVALID_CONFIG', { field: source, expected, received: shown, hint })
  }
  const { protocol, hostname, origin, pathname, href } = url
  if (protocol === 'http:' && !loopback.test(hostname)) {
    const hint = 'The API key would travel unencrypted.'
    throw new CliError('INVALID_CONFIG', { field: source, expected, received: shown, hint })
  }
  if (href !== origin + pathname) {
    const problem = { field: source, expected: 'an address without a user, query, or fragment' }
    throw new CliError('INVALID_CONFIG', problem)
  }
  return href.replace(/\/+$/, '')
}

function toSchemeHint(text: string): string {
  const bare = text.replace(/^[a-z]*:?\/\//i, '')
  const host = bare.replace(/(:\d+)?(\/.*)?$/, '').toLowerCase()
  const scheme = loopback.test(host) ? 'http' : 'https'
  const path = /\/./.test(bare) ? '' : apiPath
  return `Put ${scheme}:// before it: ${scheme}://${bare.replace(/\/+$/, '')}${path}`
}

/** Returns whether a base URL is the vendor's, and not that of a self-hosted server. */
export function isVendorUrl(baseUrl: string): boolean {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : ''
  return host === 'referly.so' || host.endsWith('.referly.so')
}
