import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { CliError } from '../errors.js'

/** Gives a lock back. */
export type Unlock = () => Promise<void>

/**
 * Takes a lock, a file that names process and host; one that a dead process left is taken over.
 *
 * @throws CliError `JOB_IN_USE` while another process has it
 */
export async function takeLock(path: string, what: string): Promise<Unlock> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  for (let turn = 0; turn < 10; turn++) {
    if (await createLock(path, mine)) return () => rm(path, { force: true })
    const theirs = await readFile(path, 'utf8').catch(() => undefined)
    if (theirs === undefined) continue
    if (isAlive(theirs)) throw inUse(path, what, theirs)
    await removeStale(path, theirs)
  }
  throw inUse(path, what, '')
}

/** Written under another name first, so that nobody ever sees an empty lock. */
async function createLock(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await file.close()
    await rm(draft, { force: true })
  }
}

/** Should a new lock have come into its place meanwhile, it is put back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readFile(aside, 'utf8')
  if (moved !== stale) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

interface Holder {
  readonly pid: number
  readonly host: string
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host } = JSON.parse(text) as Record<string, unknown>
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined
  } catch {
    return undefined
  }
}

/** Of another machine's processes nothing can be known, so they count as alive. */
function isAlive(text: string): boolean {
  const holder = parseHolder(text)
  if (holder === undefined) return false
  if (holder.host !== hostname()) return true
  // In a container the dead process may have had our id.
  if (holder.pid === process.pid) return false
  try {
    process.kill(holder.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function inUse(path: string, what: string, text: string): CliError {
  const holder = parseHolder(text)
  const who = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new CliError(
    'JOB_IN_USE',
    `${what} is being run by ${who}; wait for it, or, when it is gone, remove ${path}.`,
  )
}
