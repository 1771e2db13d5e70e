import { randomUUID } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type Server, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve as toAbsolute } from 'node:path'
import { ServerError } from '../errors.js'

/**
 * Takes a directory for this process and returns what gives it back.
 *
 * PGlite itself lets two processes open one directory, and rows that one of them acknowledged then vanish. Who holds
 * the directory listens on a socket, which the system closes with the process however it ends, and has created the
 * lock file of the highest number. That file is never removed by anyone else: whoever finds its owner dead creates
 * the next one, which only one process can, so two that start at once cannot both take over.
 *
 * @throws ServerError `DATA_DIR_IN_USE` while a live process holds it, `DATA_DIR_UNUSABLE` when it
 *   cannot be written.
 */
export async function lockDataDirectory(dataDir: string): Promise<() => Promise<void>> {
  try {
    const directory = toAbsolute(dataDir)
    mkdirSync(directory, { recursive: true })
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
    const message = `Data directory ${dataDir} cannot be used: name one that this user may write.`
    throw new ServerError('DATA_DIR_UNUSABLE', message, { cause })
  }
}

const lockName = /^server\.(\d+)\.lock$/
const released = 'released'
// The longest address that every system takes; a longer one would be cut off in silence.
const longestAddress = 100

async function takeLock(directory: string, address: string): Promise<string> {
  for (;;) {
    const highest = Math.max(0, ...listLocks(directory))
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

async function assertFree(directory: string, file: string): Promise<void> {
  const content = readIfThere(file)
  if (content === undefined || content.startsWith(released)) return
  const [, pid, address] = /^(\d+) (.+)\n$/.exec(content) ?? []
  if (address !== undefined && !(await isAlive(address))) {
    rmSync(address, { force: true })
    return
  }
  // A file without its end is being written this instant, by somebody who is alive.
  const owner = pid === undefined ? 'another process' : `process ${pid}`
  throw new ServerError(
    'DATA_DIR_IN_USE',
    `Data directory ${directory} is in use by ${owner}: stop it, or name another directory.`,
  )
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Creates a file with its content in one step, or answers false when there is one of the name. */
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

/** Whether somebody listens; only a clear no counts as one. */
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
