import { randomUUID } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Writes a text piece by piece, each after the promise of the one before has resolved. Bytes are in UTF-8. */
export type Produce = (write: (piece: string | Uint8Array) => Promise<void>) => Promise<unknown>

// Lines are short: one write for each would take longer than reading the database.
const bufferLength = 256 * 1024

/** Maximum number of bytes that wait for the reader in memory. */
const mostInMemory = 1024 * 1024

/**
 * Yields a text at the pace of the reader, while it is written at its own pace. Once the part that the reader has not
 * taken yet exceeds a megabyte, it is kept in a temporary file, so that a slow reader does not hold up the source and a
 * long text does not fill the memory.
 *
 * The file is unlinked immediately, so that nobody else can open it and a crash leaves nothing behind.
 */
export async function* spool(produce: Produce): AsyncGenerator<Uint8Array> {
  const progress: Progress = {
    waiting: [],
    inMemory: 0,
    file: undefined,
    fileLength: 0,
    isDone: false,
    isStopped: false,
    wake() {},
  }
  const writing = writeAll(produce, progress)
  // Awaited below, unless the reader stops first.
  writing.catch(() => {})
  try {
    yield* readWhileWritten(progress)
    await writing
  } finally {
    progress.isStopped = true
    await writing.catch(() => {})
    await progress.file?.close()
  }
}

/** A piece in the file. */
interface FilePiece {
  readonly position: number
  readonly length: number
}

interface Progress {
  /** The pieces that the reader has not taken yet. */
  readonly waiting: (Uint8Array | FilePiece)[]
  /** Number of bytes that wait in memory. */
  inMemory: number
  file: FileHandle | undefined
  fileLength: number
  isDone: boolean
  /** True once the reader has stopped. */
  isStopped: boolean
  /** Wakes the reader. */
  wake(): void
}

async function writeAll(produce: Produce, progress: Progress): Promise<void> {
  let pending = ''
  const add = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await addPiece(bytes, progress)
    progress.wake()
  }
  const flush = (): Promise<void> => {
    const bytes = Buffer.from(pending)
    pending = ''
    return add(bytes)
  }
  try {
    await produce(async (piece) => {
      if (progress.isStopped) throw new Error('the reader has stopped')
      if (typeof piece === 'string') {
        pending += piece
        if (pending.length >= bufferLength) await flush()
        return
      }
      await flush()
      await add(piece)
    })
    await flush()
  } finally {
    progress.isDone = true
    progress.wake()
  }
}

async function addPiece(bytes: Uint8Array, progress: Progress): Promise<void> {
  if (progress.inMemory + bytes.length <= mostInMemory) {
    progress.inMemory += bytes.length
    progress.waiting.push(bytes)
    return
  }
  progress.file ??= await openNameless()
  await progress.file.appendFile(bytes)
  progress.waiting.push({ position: progress.fileLength, length: bytes.length })
  progress.fileLength += bytes.length
}

async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `referly-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  return file
}

async function* readWhileWritten(progress: Progress): AsyncGenerator<Uint8Array> {
  for (;;) {
    const piece = progress.waiting.shift()
    if (piece instanceof Uint8Array) {
      progress.inMemory -= piece.length
      yield piece
    } else if (piece !== undefined) {
      yield await readPiece(piece, progress)
    } else if (progress.isDone) {
      return
    } else {
      await new Promise<void>((resolve) => {
        progress.wake = resolve
      })
    }
  }
}

async function readPiece({ position, length }: FilePiece, { file }: Progress): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length)
  for (let start = 0; start < length;) {
    const read = await file?.read(bytes, start, length - start, position + start)
    if (!read?.bytesRead) throw new Error('the temporary file is shorter than what was written')
    start += read.bytesRead
  }
  return bytes
}
