import type { ReferlyClient } from '@referly-kit/client'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { parseKey, readKey } from './api-key.js'
import { isVendorUrl, parseBaseUrl } from './base-url.js'
import { readProfile, toConfigPath, type Profile } from './config-file.js'

/** The flags that choose the API and its key. */
export interface ConnectionFlags {
  readonly apiKeyFile?: string | undefined
  readonly baseUrl?: string | undefined
  readonly profile?: string | undefined
}

/** The resolved base URL and API key. */
export interface Connection {
  readonly baseUrl: string
  readonly profile: string | undefined
  /** The source of the key, for messages; undefined without a key. */
  readonly keySource: string | undefined
  readonly apiKey: string | undefined
  /** The currency of the program; undefined when neither the environment nor the profile has it. */
  readonly currency?: string | undefined
}

/**
 * Resolves a connection. Flags take precedence over the environment, and the environment over the profile.
 *
 * @throws CliError `INVALID_CONFIG`, `UNREADABLE_FILE`
 */
export async function readConnection(
  flags: ConnectionFlags,
  context: Context,
): Promise<Connection> {
  const { env } = context
  const wanted = flags.profile ?? (env['REFERLY_PROFILE'] || undefined)
  const path = toConfigPath(env)
  const profile = await readProfile(path, wanted ?? 'default')
  if (profile === undefined && wanted !== undefined) {
    throw new CliError(
      'INVALID_CONFIG',
      `No profile named ${wanted} in ${path}. Create it with: referly profiles set ${wanted}`,
    )
  }
  const key = await readKey(flags.apiKeyFile, context)
  const fromEnvironment = parseKey(env['REFERLY_API_KEY'] ?? '') || undefined
  const name = wanted ?? (profile === undefined ? undefined : 'default')
  return {
    baseUrl: await readBaseUrl(flags, { env, name, profile }),
    profile: name,
    apiKey: key ?? fromEnvironment ?? profile?.apiKey,
    keySource: toKeySource(flags, fromEnvironment, profile?.apiKey && toProfileSource(name ?? '')),
    currency: readCurrency(env['REFERLY_CURRENCY'] || profile?.currency),
  }
}

/** Creates a client for the connection that the flags choose. */
export async function connect(flags: ConnectionFlags, context: Context): Promise<ReferlyClient> {
  const connection = await readConnection(flags, context)
  const { createClient } = await import('./client.js')
  return createClient(connection)
}

/** The prefix of the keys of self-hosted servers. */
const ownKeyStart = 'rk_live_'

/** Returns a hint if the key is from a self-hosted server, but the address is the vendor's. */
export function findWrongHostHint({ apiKey, baseUrl }: Connection): string | undefined {
  if (apiKey?.startsWith(ownKeyStart) !== true || !isVendorUrl(baseUrl)) return undefined
  return 'The API key is from your own server. Set REFERLY_BASE_URL to its address, which `referly serve` prints.'
}

/** Returns the {@link Connection.keySource} of a profile. */
export function toProfileSource(profile: string): string {
  return `the profile ${profile}`
}

/** Returns the {@link Connection.keySource} of a file. */
export function toFileSource(file: string): string {
  return file === '-' ? 'stdin' : file
}

function toKeySource(
  { apiKeyFile }: ConnectionFlags,
  fromEnvironment: string | undefined,
  fromProfile: string | undefined,
): string | undefined {
  if (apiKeyFile !== undefined) return toFileSource(apiKeyFile)
  return fromEnvironment === undefined ? fromProfile : 'REFERLY_API_KEY'
}

interface BaseUrlSources {
  readonly env: Context['env']
  readonly name: string | undefined
  readonly profile: Profile | undefined
}

async function readBaseUrl(
  flags: ConnectionFlags,
  { env, name, profile }: BaseUrlSources,
): Promise<string> {
  if (flags.baseUrl !== undefined) return parseBaseUrl(flags.baseUrl, '--base-url')
  const fromEnvironment = env['REFERLY_BASE_URL'] || undefined
  if (fromEnvironment !== undefined) return parseBaseUrl(fromEnvironment, 'REFERLY_BASE_URL')
  if (profile?.baseUrl !== undefined) {
    return parseBaseUrl(profile.baseUrl, `baseUrl of the profile ${name}`)
  }
  return (await import('@referly-kit/client')).defaultBaseUrl
}

function readCurrency(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Z]{3}$/i.test(text)) return text?.toUpperCase()
  throw new CliError('INVALID_CONFIG', {
    field: 'REFERLY_CURRENCY',
    expected: 'a three-letter code, such as USD',
    received: text,
  })
}
