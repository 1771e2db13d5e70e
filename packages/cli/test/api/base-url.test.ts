import { describe, expect, it } from 'vitest'
import { isVendorUrl, parseBaseUrl } from '../../src/api/base-url.js'

describe('parseBaseUrl', () => {
  it.each([
    ['https://example.com/api/v1/', 'https://example.com/api/v1'],
    [' http://127.0.0.1:4400/api/v1 ', 'http://127.0.0.1:4400/api/v1'],
    ['http://[::1]:4400/api/v1', 'http://[::1]:4400/api/v1'],
    ['HTTP://Localhost/api/v1', 'http://localhost/api/v1'],
  ])('accepts %j', (text, expected) => {
    expect(parseBaseUrl(text, '--base-url')).toBe(expected)
  })

  it.each([
    ['localhost:3000', 'Put http:// before it: http://localhost:3000/api/v1'],
    ['localhost:3000/api/v1', 'Put http:// before it: http://localhost:3000/api/v1'],
    ['127.0.0.1:4460/api/v1', 'Put http:// before it: http://127.0.0.1:4460/api/v1'],
    ['[::1]:4460/', 'Put http:// before it: http://[::1]:4460/api/v1'],
    ['codes.example.com', 'Put https:// before it: https://codes.example.com/api/v1'],
    ['//example.com/api/v1', 'Put https:// before it: https://example.com/api/v1'],
    ['http://example.com/api/v1', 'The API key would travel unencrypted.'],
  ])('refuses %s with the setting and the advice %s', (text, hint) => {
    expect(() => parseBaseUrl(text, 'REFERLY_BASE_URL')).toThrow(
      `\`REFERLY_BASE_URL\` must be an https address, or http on this machine, but was ${text}. ${hint}`,
    )
  })

  it.each(['https://ann:secret@example.com', 'ann:secret@example.com', 'https://a.b/?x=1'])(
    'refuses %s without showing a password',
    (text) => {
      expect(() => parseBaseUrl(text, '--base-url')).toThrow(/^(?!.*secret)`--base-url` must be an/)
    },
  )
})

describe('isVendorUrl', () => {
  it.each([
    ['https://www.referly.so/api/v1', true],
    ['https://referly.so/api/v1', true],
    ['https://api.referly.so/v2', true],
    ['https://notreferly.so/api/v1', false],
    ['https://referly.so.example.com/api/v1', false],
    ['http://127.0.0.1:4400/api/v1', false],
  ])('returns for %s: %s', (url, expected) => {
    expect(isVendorUrl(url)).toBe(expected)
  })
})
