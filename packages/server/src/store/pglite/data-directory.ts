import { randomUUID } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve as toAbsolute } from 'node:path'
import { ServerError } from '../../errors.js'

/**
 * Locks a directory for this process, and returns the function that unlocks it.
 *
 * PGlite itself lets two processes open one directory, and loses rows that one of them has committed. The process that
 * holds the lock listens on a socket, which the operating system closes however the process ends, and has created the
 * lock file with the highest number. No other process removes that file: a process that finds its owner dead creates
 * the file with the next number, which only one process can do, so that two processes cannot both take over.
 *
 * @throws ServerError `DATA_DIR_IN_USE` while a running process holds the lock, `DATA_DIR_UNUSABLE` when the directory
 *   is not writable.
 */
export async function lockDataDirectory(dataDir: string): Promise<() => Promise<void>> {
  try {
    const directory = toAbsolute(dataDir)
    createDirectory(directory)
    const address = toSocketAddress(directory)
    const server = await listen(address)
    try {
      const file = await takeLock(directory, address)
      return async () => {
        replaceFile(file, released)
        server.close()
      }
    } catch (error) {
      server.close()
      throw error
    }
  } catch (cause) {
    if (cause instanceof ServerError) throw cause
    const message = `Cannot use data directory ${dataDir}. Choose a directory that this user can write to.`
    throw new ServerError('DATA_DIR_UNUSABLE', message, { cause })
  }
}

/** The process that uses a data directory. */
export interface DataDirectoryOwner {
  /** Process id, unless the process is just about to write it. */
  readonly pid: number | undefined
}

/**
 * Returns the running process that uses a data directory, or `undefined` when none does.
 *
 * @example
 * await readDataDirectoryOwner('.referly/data') //=> { pid: 4711 }
 */
export async function readDataDirectoryOwner(
  dataDir: string,
): Promise<DataDirectoryOwner | undefined> {
  const directory = toAbsolute(dataDir)
  if (!existsSync(directory)) return undefined
  const highest = findHighestLock(directory)
  const lock = highest === 0 ? undefined : await readLock(toLockFile(directory, highest))
  return lock?.isHeld === true ? { pid: lock.pid } : undefined
}

/**
 * Creates a directory that only this user can read, and those above it.
 *
 * Below `/proc`, mkdir reports that the parent is missing although it exists, and Node's own recursion never ends.
 */
function createDirectory(directory: string): void {
  if (existsSync(directory)) return
  createDirectory(dirname(directory))
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  }
}

const lockName = /^server\.(\d+)\.lock$/
const released = 'released'
// The longest socket address that all systems support; some silently cut off a longer one.
const longestAddress = 100

async function takeLock(directory: string, address: string): Promise<string> {
  for (;;) {
    const highest = findHighestLock(directory)
    if (highest > 0) await assertFree(directory, toLockFile(directory, highest))
    const mine = highest + 1
    const file = toLockFile(directory, mine)
    if (!writeNew(file, `${process.pid} ${address}\n`)) continue
    const locks = listLocks(directory)
    if (Math.max(...locks) === mine) {
      for (const lock of locks.filter((number) => number < mine)) {
        rmSync(toLockFile(directory, lock), { force: true })
      }
      return file
    }
    rmSync(file, { force: true })
  }
}

function listLocks(directory: string): number[] {
  return readdirSync(directory).flatMap((name) => {
    const number = lockName.exec(name)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
}

function toLockFile(directory: string, number: number): string {
  return join(directory, `server.${number}.lock`)
}

function findHighestLock(directory: string): number {
  return Math.max(0, ...listLocks(directory))
}

interface Lock {
  readonly isHeld: boolean
  readonly pid: number | undefined
  readonly address: string | undefined
}

async function readLock(file: string): Promise<Lock | undefined> {
  const content = readIfExists(file)
  if (content === undefined || content.startsWith(released)) return undefined
  const [, pid, address] = /^(\d+) (.+)\n$/.exec(content) ?? []
  // A file without its end is being written right now, by a process that is running.
  const isHeld = address === undefined || (await isAlive(address))
  return { isHeld, pid: pid === undefined ? undefined : Number(pid), address }
}

async function assertFree(directory: string, file: string): Promise<void> {
  const lock = await readLock(file)
  if (lock === undefined) return
  const { isHeld, pid, address } = lock
  if (!isHeld && address !== undefined) {
    rmSync(address, { force: true })
    return
  }
  const owner = pid === undefined ? 'another process' : `process ${pid}`
  const message = `Data directory ${directory} is in use by ${owner}. Stop it or choose another directory.`
  throw new ServerError('DATA_DIR_IN_USE', message)
}

function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Creates a file with its content in one step. Returns false when the file already exists. */
function writeNew(file: string, content: string): boolean {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, content)
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function replaceFile(file: string, content: string): void {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, content)
  renameSync(draft, file)
}

/** Returns whether a process listens on the address. An unclear result counts as yes. */
function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    const settle = (alive: boolean): void => {
      socket.destroy()
      resolve(alive)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', (error) => settle(!isCode(error, 'ECONNREFUSED', 'ENOENT')))
  })
}

function toSocketAddress(directory: string): string {
  const name = `referly-${randomUUID()}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  const inside = join(directory, `${name}.sock`)
  return inside.length <= longestAddress ? inside : join(tmpdir(), `${name}.sock`)
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.unref()
    server.once('error', reject)
    server.listen(address, () => resolve(server))
  })
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
