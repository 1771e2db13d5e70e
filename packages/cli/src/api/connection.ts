import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ReferlyClient } from '@referly-kit/client'
import type { Context } from '../context.js'
import { CliError, toMessage } from '../errors.js'
import { readProfile, toConfigPath } from './config-file.js'

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
  const fromEnvironment = env['REFERLY_API_KEY']?.trim() || undefined
  const name = wanted ?? (profile === undefined ? undefined : 'default')
  const chosen = flags.baseUrl ?? (env['REFERLY_BASE_URL'] || undefined) ?? profile?.baseUrl
  const baseUrl = chosen ?? (await import('@referly-kit/client')).defaultBaseUrl
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    profile: name,
    apiKey: key ?? fromEnvironment ?? profile?.apiKey,
    keySource: toKeySource(flags, fromEnvironment, profile?.apiKey && toProfileSource(name ?? '')),
  }
}

/** Creates a client for the connection that the flags choose. */
export async function connect(flags: ConnectionFlags, context: Context): Promise<ReferlyClient> {
  const connection = await readConnection(flags, context)
  const { createClient } = await import('./client.js')
  return createClient(connection)
}

/** Returns the {@link Connection.keySource} of a profile. */
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
 * Reads the key from the file given with `--api-key-file`.
 *
 * @throws CliError `UNREADABLE_FILE`
 */
export async function readKey(
  file: string | undefined,
  { input, cwd }: Context,
): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    return toKey(file === '-' ? await input.readAll() : await readText(resolve(cwd, file)))
  } catch (error) {
    throw new CliError(
      'UNREADABLE_FILE',
      `The API key cannot be read from ${file} (${toMessage(error)}). Check the path.`,
      error,
    )
  }
}

/** Reads a text file in any encoding; PowerShell 5 writes UTF-16. */
async function readText(path: string): Promise<string> {
  const { decodeText } = await import('../csv/decoding.js')
  const bytes = await readFile(path)
  return decodeText(bytes)?.text ?? bytes.toString()
}

/** Takes the key out of `REFERLY_API_KEY=...` or `Bearer ...`, and out of quotes. */
function toKey(text: string): string {
  const value = text.trim().replace(/^(?:export\s+|\$env:)?REFERLY_API_KEY\s*=\s*/, '')
  const unquoted = /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value
  return unquoted.trim().replace(/^Bearer\s+/i, '')
}
