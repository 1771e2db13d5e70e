import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ServerError } from '../errors.js'

/** A file of the console, as it is sent. */
export interface ConsoleFile {
  readonly type: string
  readonly etag: string
  readonly body: Buffer
  readonly gzip: Buffer
}

/** Reads a file by its path: `/index.html`. Returns nothing when the console has no such file. */
export type ReadFile = (path: string) => Promise<ConsoleFile | undefined>

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
}

/**
 * Creates a function that reads the files of a directory into memory on its first call.
 *
 * Only files that were listed then are returned, so no path can leave the directory.
 */
export function createFileReader(directory: string): ReadFile {
  let files: Promise<ReadonlyMap<string, ConsoleFile>> | undefined
  return async (path) => {
    files ??= readFiles(directory)
    try {
      return (await files).get(path)
    } catch (cause) {
      files = undefined
      throw cause
    }
  }
}

async function readFiles(directory: string): Promise<ReadonlyMap<string, ConsoleFile>> {
  const files = new Map<string, ConsoleFile>()
  for (const folder of ['', 'assets/']) {
    for (const entry of await list(join(directory, folder))) {
      const type = types[extname(entry)]
      if (type === undefined) continue
      const body = await readFile(join(directory, folder, entry))
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
      files.set(`/${folder}${entry}`, { type, etag, body, gzip: gzipSync(body) })
    }
  }
  return files
}

async function list(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory)
  } catch (cause) {
    const message = `Cannot read the console's files in ${directory}. Reinstall @referly-kit/console or build it.`
    throw new ServerError('INVALID_OPTION', message, { cause })
  }
}
