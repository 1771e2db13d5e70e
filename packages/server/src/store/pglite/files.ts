import { fdatasyncSync } from 'node:fs'
import { posix } from 'node:path'
import { MemoryFS, PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { readTar } from './tar.js'

interface OpenFile {
  readonly nfd: number
}

interface EmscriptenModule {
  readonly ENV: Readonly<Record<string, string>>
  readonly FS: {
    mkdirTree(path: string): void
    writeFile(path: string, content: Uint8Array, options: { readonly canOwn: boolean }): void
  }
  readonly NODEFS: { readonly stream_ops: { fsync?: (file: OpenFile) => number } }
}

type Init = NodeFS['init']
type Options = Parameters<Init>[1]

/** A file system of PGlite whose fsync reaches the disk; the fsync of its own file system does nothing. */
export class DurableFiles extends NodeFS {
  override async init(...[pglite, given]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(pglite, given)
    return { emscriptenOpts: addPreRun(emscriptenOpts, syncForReal) }
  }
}

/**
 * A file system of PGlite in memory, with the files of a cluster from a tar archive.
 *
 * The files keep using the memory of the archive, while PGlite's own `loadDataDir` copies it four times.
 */
export class MemoryFiles extends MemoryFS {
  readonly #cluster: Uint8Array

  constructor(cluster: Uint8Array) {
    super()
    this.#cluster = cluster
  }

  override async init(...[pglite, given]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(pglite, given)
    const write = (module: EmscriptenModule): void => writeFiles(module, this.#cluster)
    return { emscriptenOpts: addPreRun(emscriptenOpts, write) }
  }
}

/**
 * Start parameters that make index lookups cost little in plans, as they do in memory and on solid-state disks. By
 * default, a table of a few pages is read as a whole for each row of a batch, even if it has grown since the plan was
 * made.
 */
const indexStartParams: readonly string[] = ['-c', 'random_page_cost=1.1']

/** Start parameters for files in memory, where a large cache would be a second copy of them. */
export const memoryStartParams: readonly string[] = [
  ...PGlite.defaultStartParams,
  ...indexStartParams,
  ...toCacheParams(16),
]

/**
 * Returns start parameters that make commits wait for the disk.
 *
 * PGlite starts with `-F`, which turns fsync off. Its fdatasync does nothing, but its fsync calls the file system.
 */
export function toDurableStartParams(cacheMb: number): string[] {
  return [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    '-c',
    'wal_sync_method=fsync',
    ...indexStartParams,
    ...toCacheParams(cacheMb),
  ]
}

/** Returns start parameters for a cache of this size, which PGlite clears as a whole when it starts. */
function toCacheParams(megabytes: number): readonly string[] {
  return ['-c', `shared_buffers=${megabytes}MB`]
}

function addPreRun(options: Options, step: (module: EmscriptenModule) => void): Options {
  return { ...options, preRun: [...toList(options.preRun), step] }
}

function syncForReal({ NODEFS }: EmscriptenModule): void {
  NODEFS.stream_ops.fsync = ({ nfd }): number => {
    fdatasyncSync(nfd)
    return 0
  }
}

function writeFiles({ ENV, FS }: EmscriptenModule, cluster: Uint8Array): void {
  const root = ENV['PGDATA'] ?? ''
  for (const { path, content } of readTar(toBuffer(cluster))) {
    const target = posix.join(root, path)
    FS.mkdirTree(content === undefined ? target : posix.dirname(target))
    if (content !== undefined) FS.writeFile(target, content, { canOwn: true })
  }
}

function toList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as T]
}

/** Returns the same memory as a Buffer. */
function toBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
