import { mkdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CliError, toMessage } from '../errors.js'
import { writeFileAtomically } from '../files.js'

type Environment = Readonly<Record<string, string | undefined>>

/** A profile of the configuration file. */
export interface Profile {
  readonly apiKey?: string | undefined
  readonly baseUrl?: string | undefined
  /** The currency of the program, such as USD, which the API does not report. */
  readonly currency?: string | undefined
}

/**
 * Returns the path of the configuration file: in `REFERLY_CONFIG_DIR`, or in `referly` below
 * `XDG_CONFIG_HOME`, `APPDATA`, or `~/.config`.
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

/** The profiles of the configuration file, by name. */
export type Profiles = Readonly<Record<string, Profile>>

/** A profile without its key. */
export interface ProfileState {
  readonly name: string
  readonly baseUrl: string | null
  readonly currency: string | null
  readonly hasKey: boolean
}

/** Converts a profile to what may be shown. */
export function toProfileState(name: string, profile: Profile): ProfileState {
  const { apiKey, baseUrl = null, currency = null } = profile
  return { name, baseUrl, currency, hasKey: apiKey !== undefined }
}

/**
 * Reads a profile; undefined if it does not exist.
 *
 * @throws CliError `INVALID_CONFIG` when other users can read the file, or it is malformed
 */
export async function readProfile(path: string, name: string): Promise<Profile | undefined> {
  const profiles = await readProfiles(path)
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined
}

/**
 * Writes all profiles to a file that only its owner can read (mode 0600 in a directory of mode 0700).
 *
 * @throws CliError `INVALID_CONFIG` when the file cannot be written
 */
export async function writeProfiles(path: string, profiles: Profiles): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFileAtomically(path, `${JSON.stringify({ profiles }, undefined, 2)}\n`)
  } catch (error) {
    throw new CliError('INVALID_CONFIG', `${path} cannot be written (${toMessage(error)}).`, error)
  }
}

/**
 * Reads all profiles. A missing configuration file counts as empty.
 *
 * @throws CliError `INVALID_CONFIG` when other users can read the file, or it is malformed
 */
export async function readProfiles(path: string): Promise<Profiles> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new CliError('INVALID_CONFIG', `${path} cannot be read (${error.message}).`, error)
  })
  if (text === undefined) return {}
  await assertPrivate(path)
  return parseProfiles(text, path)
}

/** Refuses a file that other users can read. Windows has no file modes; it protects the home directory. */
async function assertPrivate(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const { mode } = await stat(path)
  if ((mode & 0o077) === 0) return
  const octal = (mode & 0o777).toString(8).padStart(4, '0')
  throw new CliError(
    'INVALID_CONFIG',
    `${path} contains API keys, but other users can read it (mode ${octal}). Run: chmod 600 ${path}`,
  )
}

const form = '{"profiles":{"default":{"apiKey":"...","baseUrl":"..."}}}'

function parseProfiles(text: string, path: string): Profiles {
  const file = parseObject(text)
  const profiles: unknown = isObject(file) ? file['profiles'] : undefined
  if (!isObject(profiles)) {
    throw new CliError('INVALID_CONFIG', `${path} is malformed. It must have the form ${form}.`)
  }
  for (const [name, profile] of Object.entries(profiles)) {
    if (isObject(profile) && Object.values(profile).every((value) => typeof value === 'string')) {
      continue
    }
    throw new CliError(
      'INVALID_CONFIG',
      `The profile ${name} in ${path} is malformed. The file must have the form ${form}.`,
    )
  }
  return profiles as Profiles
}

// Ignores the cause of an error, which may quote the keys in the text.
function parseObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
