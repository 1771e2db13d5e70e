import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { ServerError } from '../errors.js'

const held = new Set<string>()

/**
 * Takes a directory for this process and returns what gives it back; a dead process's lock is taken over.
 *
 * PGlite itself lets two processes open one directory, and rows that one of them acknowledged then vanish.
 *
 * @throws ServerError `DATA_DIR_IN_USE` while a live process holds it, `DATA_DIR_UNUSABLE` when it
 *   cannot be written.
 */
export function lockDataDirectory(dataDir: string): () => void {
  const file = resolve(dataDir, 'server.lock')
  try {
    mkdirSync(dataDir, { recursive: true })
    takeLock(dataDir, file)
  } catch (cause) {
    if (cause instanceof ServerError) throw cause
    const message = `Data directory ${dataDir} cannot be used: name one that this user may write.`
    throw new ServerError('DATA_DIR_UNUSABLE', message, { cause })
  }
  held.add(file)
  return () => {
    if (held.delete(file)) rmSync(join(file), { force: true })
  }
}

function takeLock(dataDir: string, file: string): void {
  if (writeLock(file)) return
  const owner = Number(readFileSync(file, 'utf8'))
  if (isHeld(file, owner)) {
    throw new ServerError(
      'DATA_DIR_IN_USE',
      `Data directory ${dataDir} is in use by process ${owner}: stop it, or name another directory.`,
    )
  }
  rmSync(file, { force: true })
  if (!writeLock(file)) takeLock(dataDir, file)
}

function writeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** In a container every run has the same process id, so our own id alone proves nothing. */
function isHeld(file: string, owner: number): boolean {
  if (owner === process.pid) return held.has(file)
  return Number.isInteger(owner) && owner > 0 && isAlive(owner)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
