import { readProfiles, toConfigPath, writeProfiles, type Profile } from '../api/config-file.js'
import type { Context } from '../context.js'
import { isCliError } from '../errors.js'
import { toShellWord, toShortPath } from '../invocation.js'
import type { DatabaseChoice } from './local-server.js'

/** A server that runs in this process. */
export interface LocalServer {
  readonly baseUrl: string
  readonly database: DatabaseChoice
  /** The first key, if it was just created. */
  readonly apiKey: string | undefined
  /** The currency of the new program. */
  readonly currency: string | undefined
}

/**
 * Returns the lines that explain how to use a server from another terminal.
 *
 * A new key is stored as a profile, so that the next command needs no variables.
 */
export async function toClientSteps(
  server: LocalServer,
  context: Context,
): Promise<readonly string[]> {
  const { baseUrl, apiKey, currency } = server
  try {
    if (apiKey !== undefined) {
      const name = await storeProfile({ baseUrl, apiKey, currency }, context)
      return [`Stored the key as the profile ${name}. From another terminal:`, toUse(name, context)]
    }
    const name = await findProfile(baseUrl, context)
    if (name !== undefined) return [`From another terminal:`, toUse(name, context)]
  } catch (error) {
    if (!isCliError(error)) throw error
    if (apiKey !== undefined) return [`The key was not stored as a profile. ${error.message}`]
  }
  return toKeySteps(server, context)
}

function toUse(profile: string, { invocation }: Context): string {
  return `  ${invocation.referly} coupons list --profile ${profile}`
}

/** Stores a profile as `local`, or as `local-2` and so on if that is another server. */
async function storeProfile(profile: Profile, { env }: Context): Promise<string> {
  const path = toConfigPath(env)
  const profiles = await readProfiles(path)
  let name = 'local'
  for (let number = 2; Object.hasOwn(profiles, name); number++) name = `local-${number}`
  await writeProfiles(path, { ...profiles, [name]: profile })
  return name
}

/** Finds a profile whose key the server accepts. Another database may have had the same address. */
async function findProfile(baseUrl: string, { env }: Context): Promise<string | undefined> {
  const profiles = await readProfiles(toConfigPath(env))
  for (const [name, profile] of Object.entries(profiles)) {
    if (profile.baseUrl !== baseUrl || profile.apiKey === undefined) continue
    const headers = { authorization: `Bearer ${profile.apiKey}` }
    const response = await fetch(`${baseUrl}/coupons?externalId=none`, { headers })
    await response.body?.cancel()
    if (response.ok) return name
  }
  return undefined
}

function toKeySteps(
  { database: { dataDir } }: LocalServer,
  { invocation, cwd }: Context,
): readonly string[] {
  const command = `  ${invocation.referly} admin keys create`
  if (dataDir === undefined) return ['API keys are shown only once. To create another:', command]
  const data = toShellWord(toShortPath(dataDir, cwd))
  return [
    'API keys are shown only once. To create another, stop the server and run:',
    `${command} --data ${data}`,
  ]
}
