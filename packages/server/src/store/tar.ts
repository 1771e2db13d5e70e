import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join, normalize } from 'node:path'

const block = 512

/** Writes the files of a ustar archive below a directory and waits until they are on the disk. */
export function extractTar(archive: Buffer, directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (let at = 0; at + block <= archive.length;) {
    const header = archive.subarray(at, at + block)
    const name = toPath(header)
    if (name === '') return
    const size = Number.parseInt(toText(header, 124, 12), 8) || 0
    const target = join(directory, name)
    if (header[156] === '5'.charCodeAt(0)) mkdirSync(target, { recursive: true, mode: 0o700 })
    else writeSynced(target, archive.subarray(at + block, at + block + size))
    at += block + Math.ceil(size / block) * block
  }
}

function toPath(header: Buffer): string {
  const prefix = toText(header, 345, 155)
  const name = toText(header, 0, 100)
  const path = normalize(prefix === '' ? name : `${prefix}/${name}`)
  if (path.startsWith('..')) throw new Error(`archive names a file outside of it: ${path}`)
  return name === '' ? '' : path
}

function toText(header: Buffer, start: number, length: number): string {
  return (
    header
      .toString('utf8', start, start + length)
      .split('\0', 1)[0]
      ?.trim() ?? ''
  )
}

function writeSynced(file: string, content: Buffer): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  const descriptor = openSync(file, 'w', 0o600)
  try {
    for (let at = 0; at < content.length;) at += writeSync(descriptor, content, at)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Waits until a directory's entries are on the disk; systems that cannot say so are believed. */
export function syncDirectory(directory: string): void {
  try {
    const descriptor = openSync(directory, 'r')
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch {
    // Windows opens no directories.
  }
}
