// Written by hand because every file has to be on the disk before the directory gets its final name: a crash must not
// leave a cluster with empty files. `tar` closes its files without fsync, and `tar-stream` leaves writing files to its
// caller, so that only the parsing of a header would be left to it.
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'

const block = 512
const directoryType = '5'

/** A file or a directory in an archive. */
export interface TarEntry {
  readonly path: string
  /** The content of a file, which shares its memory with the archive. `undefined` for a directory. */
  readonly content: Buffer | undefined
}

/** Reads the entries of a ustar archive. */
export function* readTar(archive: Buffer): Generator<TarEntry> {
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block)
    const path = toPath(header)
    if (path === undefined) return
    const isDirectory = toText(header, 156, 1) === directoryType
    const size = Number.parseInt(toText(header, 124, 12), 8) || 0
    const content = isDirectory ? undefined : archive.subarray(at + block, at + block + size)
    yield { path, content }
    at += block + Math.ceil(size / block) * block
  }
}

/** Extracts a ustar archive into a directory and waits until its files are on the disk. */
export async function extractTar(archive: Buffer, directory: string): Promise<void> {
  const files: string[] = []
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const { path, content } of readTar(archive)) {
    const target = join(directory, path)
    mkdirSync(content === undefined ? target : dirname(target), { recursive: true, mode: 0o700 })
    if (content === undefined) continue
    writeFileSync(target, content, { mode: 0o600 })
    files.push(target)
  }
  // In parallel, because a journaling file system syncs many at once; one by one would take seconds.
  await Promise.all(files.map(syncFile))
}

/** Returns the path of an entry, or `undefined` at the end of the archive. */
function toPath(header: Buffer): string | undefined {
  const name = toText(header, 0, 100)
  if (name === '') return undefined
  const prefix = toText(header, 345, 155)
  const path = normalize(prefix === '' ? name : `${prefix}/${name}`)
  if (path.startsWith('..')) {
    throw new Error(`the archive contains a path outside its directory: ${path}`)
  }
  return path
}

function toText(header: Buffer, start: number, length: number): string {
  return (
    header
      .toString('utf8', start, start + length)
      .split('\0', 1)[0]
      ?.trim() ?? ''
  )
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Waits until the entries of a directory are on the disk, on systems that support it. */
export function syncDirectory(directory: string): void {
  try {
    const descriptor = openSync(directory, 'r')
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch {
    // Windows cannot open directories.
  }
}
