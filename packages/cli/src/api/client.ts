import {
  createReferlyClient,
  type ReferlyClient,
  type ReferlyClientOptions,
} from '@referly-kit/client'
import { CliError } from '../errors.js'
import type { Connection } from './connection.js'

/**
 * Creates a client for a connection.
 *
 * @throws CliError `AUTHENTICATION` without a key
 */
export function createClient(
  { apiKey, baseUrl, keySource }: Connection,
  options: ReferlyClientOptions = {},
): ReferlyClient {
  if (apiKey === undefined) {
    throw new CliError(
      'AUTHENTICATION',
      'No API key. Set REFERLY_API_KEY, pass --api-key-file, or run `referly profiles set`.',
    )
  }
  if (apiKey === '') {
    throw new CliError('AUTHENTICATION', `The API key from ${keySource} is empty.`)
  }
  return createReferlyClient({ userAgent: 'referly-kit-cli', ...options, apiKey, baseUrl })
}
