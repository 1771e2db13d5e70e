import { fdatasyncSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

interface OpenFile {
  readonly nfd: number
}

interface EmscriptenModule {
  readonly NODEFS: { readonly stream_ops: { fsync?: (file: OpenFile) => number } }
}

type Init = NodeFS['init']

/** A file system of PGlite whose fsync reaches the disk; the fsync of its own file system does nothing. */
export class DurableFiles extends NodeFS {
  override async init(...[pglite, given]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(pglite, given)
    const preRun = [...toList(emscriptenOpts.preRun), syncForReal]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

/**
 * Start parameters that make index lookups cost little in plans, as they do in memory and on solid-state disks. By
 * default, a table of a few pages is read as a whole for each row of a batch, even if it has grown since the plan was
 * made.
 */
export const indexStartParams: readonly string[] = ['-c', 'random_page_cost=1.1']

/**
 * Start parameters that make commits wait for the disk.
 *
 * PGlite starts with `-F`, which turns fsync off. Its fdatasync does nothing, but its fsync calls the file system.
 */
export const durableStartParams: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
  ...indexStartParams,
]

function syncForReal({ NODEFS }: EmscriptenModule): void {
  NODEFS.stream_ops.fsync = ({ nfd }): number => {
    fdatasyncSync(nfd)
    return 0
  }
}

function toList<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as T]
}
