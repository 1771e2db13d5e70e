import { type Profile, readProfiles, toConfigPath, writeProfiles } from '../config.js'
import { readKey } from '../connection.js'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { type FormatFlags, type ListColumn, writeList } from '../terminal/records.js'

/** What `referly profiles set` is told. */
export interface ProfileFlags {
  readonly apiKeyFile?: string | undefined
  readonly baseUrl?: string | undefined
  readonly json?: boolean | undefined
}

/**
 * Stores a profile: key and address, or one of them; what is not said stays as it was.
 *
 * @throws CliError `INVALID_USAGE`, `INVALID_CONFIG`, `UNREADABLE_FILE`
 */
export async function setProfile(
  name: string,
  flags: ProfileFlags,
  context: Context,
): Promise<void> {
  const { output, env } = context
  const { baseUrl } = flags
  if (flags.apiKeyFile === undefined && baseUrl === undefined) {
    throw new CliError('INVALID_USAGE', 'Give --api-key-file, --base-url or both.')
  }
  if (baseUrl !== undefined) assertAddress(baseUrl)
  const path = toConfigPath(env)
  const profiles = await readProfiles(path)
  const apiKey = await readKey(flags.apiKeyFile, context)
  if (apiKey === '') throw new CliError('INVALID_USAGE', 'The API key is empty; check the file.')
  const before = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  const profile: Profile = {
    ...before,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  }
  await writeProfiles(path, { ...profiles, [name]: profile })
  if (flags.json === true) output.json(toListed([name, profile]))
  output.note(`Stored the profile ${name} in ${path}, which only you may read.`)
}

function assertAddress(baseUrl: string): void {
  if (URL.canParse(baseUrl) && /^https?:/i.test(baseUrl)) return
  throw new CliError('INVALID_USAGE', `The base URL must begin with https://; received ${baseUrl}`)
}

/** A profile as it is shown: whether it has a key, never the key. */
interface ListedProfile {
  readonly name: string
  readonly baseUrl: string | null
  readonly hasKey: boolean
}

function toListed([name, { apiKey, baseUrl }]: readonly [string, Profile]): ListedProfile {
  return { name, baseUrl: baseUrl ?? null, hasKey: apiKey !== undefined }
}

const columns: readonly ListColumn<ListedProfile>[] = [
  { name: 'name', title: 'Profile', cell: ({ name }) => name },
  { name: 'base_url', title: 'Address', cell: ({ baseUrl }) => baseUrl ?? '-' },
  { name: 'has_key', title: 'Key', cell: ({ hasKey }) => (hasKey ? 'yes' : 'no') },
]

/** Prints the profiles, without their keys. */
export async function listProfiles(flags: FormatFlags, { output, env }: Context): Promise<void> {
  const profiles = Object.entries(await readProfiles(toConfigPath(env)))
  writeList(profiles.map(toListed), columns, { flags, output })
}

/**
 * Removes a profile and its key.
 *
 * @throws CliError `NOT_FOUND`
 */
export async function removeProfile(
  name: string,
  { json }: FormatFlags,
  { output, env }: Context,
): Promise<void> {
  const path = toConfigPath(env)
  const profiles = await readProfiles(path)
  if (!Object.hasOwn(profiles, name)) {
    throw new CliError('NOT_FOUND', `There is no profile ${name}; see: referly profiles list`)
  }
  const { [name]: _, ...others } = profiles
  await writeProfiles(path, others)
  if (json === true) output.json({ removed: name })
  output.note(`Removed the profile ${name}.`)
}
