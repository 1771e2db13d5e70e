import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type ReferlyClient,
  type ReferlyClientOptions,
  createReferlyClient,
  defaultBaseUrl,
} from '@referly-kit/client'
import { readProfile, toConfigPath } from './config.js'
import type { Context } from './context.js'
import { CliError, toMessage } from './errors.js'

/** What the command line says about whom to talk to. */
export interface ConnectionFlags {
  readonly apiKeyFile?: string | undefined
  readonly baseUrl?: string | undefined
  readonly profile?: string | undefined
}

/** Whom to talk to, and with what. */
export interface Connection {
  readonly baseUrl: string
  readonly profile: string | undefined
  /** Where the key comes from, in words; undefined when there is none. */
  readonly keySource: string | undefined
  readonly apiKey: string | undefined
}

/**
 * Finds out whom to talk to: flags count before the environment, that before the profile.
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
      `There is no profile ${wanted} in ${path}; store it with: profiles set ${wanted}`,
    )
  }
  const key = await readKey(flags.apiKeyFile, context)
  const fromEnvironment = env['REFERLY_API_KEY']?.trim() || undefined
  const name = wanted ?? (profile === undefined ? undefined : 'default')
  const baseUrl = flags.baseUrl ?? (env['REFERLY_BASE_URL'] || undefined) ?? profile?.baseUrl
  return {
    baseUrl: (baseUrl ?? defaultBaseUrl).replace(/\/+$/, ''),
    profile: name,
    apiKey: key ?? fromEnvironment ?? profile?.apiKey,
    keySource: toKeySource(flags, fromEnvironment, profile?.apiKey && toProfileSource(name ?? '')),
  }
}

/**
 * Creates a client for a connection.
 *
 * @throws CliError `AUTHENTICATION` when there is no key
 */
export function createClient(
  { apiKey, baseUrl, keySource }: Connection,
  options: ReferlyClientOptions = {},
): ReferlyClient {
  if (apiKey === undefined) {
    const ways =
      'set REFERLY_API_KEY, name a file that holds it with --api-key-file, or store it with: profiles set'
    throw new CliError('AUTHENTICATION', `There is no API key; ${ways}`)
  }
  if (apiKey === '') throw new CliError('AUTHENTICATION', `The key is empty, from ${keySource}.`)
  return createReferlyClient({ userAgent: 'referly-kit-cli', ...options, apiKey, baseUrl })
}

/** Reads the connection and makes a client for it. */
export async function connect(flags: ConnectionFlags, context: Context): Promise<ReferlyClient> {
  return createClient(await readConnection(flags, context))
}

/** What {@link Connection.keySource} says of a profile. */
export function toProfileSource(profile: string): string {
  return `the profile ${profile}`
}

function toKeySource(
  { apiKeyFile }: ConnectionFlags,
  fromEnvironment: string | undefined,
  fromProfile: string | undefined,
): string | undefined {
  if (apiKeyFile !== undefined) return apiKeyFile === '-' ? 'stdin' : apiKeyFile
  return fromEnvironment === undefined ? fromProfile : 'REFERLY_API_KEY'
}

/**
 * Reads the key that `--api-key-file` names.
 *
 * @throws CliError `UNREADABLE_FILE`
 */
export async function readKey(
  file: string | undefined,
  { input, cwd }: Context,
): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    const text = file === '-' ? await input.readAll() : await readFile(resolve(cwd, file), 'utf8')
    return text.trim()
  } catch (error) {
    const what = `The API key cannot be read from ${file} (${toMessage(error)}); check the path.`
    throw new CliError('UNREADABLE_FILE', what, error)
  }
}
