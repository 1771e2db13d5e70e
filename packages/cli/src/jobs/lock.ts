// Our own lock, not proper-lockfile, which we tried. Its locks expire by their age: after SIGKILL, the
// next push had to wait 9.3 s, and a push that was merely suspended (SIGSTOP, a closed laptop) lost
// its lock to a second one after 9.9 s, so that two ran at once. A lock here lasts exactly as long as
// its process: it is taken over as soon as that process is dead, never while it lives, and the error
// names the process and the host that hold it.

import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { CliError } from '../errors.js'

/** Releases a lock. */
export type Unlock = () => Promise<void>

/**
 * Acquires a lock: a file that names the process and the host. The lock of a dead process is taken
 * over.
 *
 * @throws CliError `JOB_IN_USE` while another process holds it
 */
export async function takeLock(path: string, owner: string): Promise<Unlock> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() })
  for (let attempt = 0; attempt < 10; attempt++) {
    if (await createLock(path, mine)) return () => rm(path, { force: true })
    const theirs = await readFile(path, 'utf8').catch(() => undefined)
    if (theirs === undefined) continue
    if (isAlive(theirs)) throw createInUseError(path, owner, theirs)
    await removeStale(path, theirs)
  }
  throw createInUseError(path, owner, '')
}

/** Writes under another name first, so that no process ever sees an empty lock. */
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

/** Moves a stale lock away. A new lock that was taken in the meantime is put back. */
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

/** Processes on another machine cannot be seen, so they count as alive. */
function isAlive(text: string): boolean {
  const holder = parseHolder(text)
  if (holder === undefined) return false
  if (holder.host !== hostname()) return true
  // In a container, the dead process may have had the ID of this one.
  if (holder.pid === process.pid) return false
  try {
    process.kill(holder.pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function createInUseError(path: string, owner: string, text: string): CliError {
  const holder = parseHolder(text)
  const by = holder === undefined ? 'another process' : `process ${holder.pid} on ${holder.host}`
  return new CliError(
    'JOB_IN_USE',
    `${owner} is being run by ${by}. Wait for it to finish. If that process no longer exists, remove ${path}.`,
  )
}
