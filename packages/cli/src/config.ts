import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from './errors.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A profile of the configuration file. */
export interface Profile {
  readonly apiKey?: string | undefined
  readonly baseUrl?: string | undefined
}

/**
 * Where the configuration file is: in `REFERLY_CONFIG_DIR`, else `referly` below `XDG_CONFIG_HOME`,
 * `APPDATA` or `~/.config`.
 *
 * @example
 * toConfigPath({ XDG_CONFIG_HOME: '/home/ann/.config' }) //=> '/home/ann/.config/referly/config.json'
 */
export function toConfigPath(env: Environment): string {
  const own = env['REFERLY_CONFIG_DIR']
  if (own) return join(own, 'config.json')
  const base = env['XDG_CONFIG_HOME'] || env['APPDATA'] || join(env['HOME'] || homedir(), '.config')
  return join(base, 'referly', 'config.json')
}

/**
 * Reads a profile; undefined when there is no configuration file.
 *
 * @throws CliError `INVALID_CONFIG` when others may read the file, or it is not of this form
 */
export async function readProfile(path: string, name: string): Promise<Profile | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new CliError('INVALID_CONFIG', `${path} cannot be read (${error.message}).`, error)
  })
  if (text === undefined) return undefined
  await assertPrivate(path)
  return parseProfile(text, path, name)
}

/** The file holds keys; Windows keeps it by other means than the mode. */
async function assertPrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(path)
  if ((mode & 0o077) === 0) return
  const octal = (mode & 0o777).toString(8).padStart(4, '0')
  throw new CliError(
    'INVALID_CONFIG',
    `${path} holds API keys and others may read it (mode ${octal}); run: chmod 600 ${path}`,
  )
}

function parseProfile(text: string, path: string, name: string): Profile | undefined {
  const form = '{"profiles":{"default":{"apiKey":"...","baseUrl":"..."}}}'
  const file = parseObject(text)
  const profiles = isObject(file) ? file['profiles'] : undefined
  if (!isObject(profiles)) {
    throw new CliError('INVALID_CONFIG', `${path} is not of the form ${form}; correct it.`)
  }
  const profile: unknown = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile === undefined) return undefined
  if (!isObject(profile) || Object.values(profile).some((value) => typeof value !== 'string')) {
    throw new CliError('INVALID_CONFIG', `The profile ${name} in ${path} is not as in ${form}.`)
  }
  return profile
}

// The cause is left out: it may quote the text, in which keys are.
function parseObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, string | undefined> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
