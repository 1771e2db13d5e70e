import { randomUUID } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Writes a text piece by piece, each after the promise of the one before has resolved. */
export type Produce = (write: (text: string) => Promise<void>) => Promise<unknown>

// Lines are short: one write for each would take longer than reading the database.
const bufferLength = 256 * 1024

/**
 * Returns a text that is written at its own pace, at the pace of the reader. What the reader has not taken yet is in a
 * temporary file, so that a slow reader does not hold up the source and a long text does not fill the memory.
 *
 * The file loses its name at once, so that nobody else can open it and nothing is left of it after a crash.
 */
export async function* spool(produce: Produce): AsyncGenerator<Uint8Array> {
  const path = join(tmpdir(), `referly-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  await rm(path)
  const progress: Progress = { length: 0, isDone: false, isStopped: false, wake() {} }
  const writing = writeAll(file, produce, progress)
  // Awaited below, unless the reader stops first.
  writing.catch(() => {})
  try {
    yield* readWhileWritten(file, progress)
    await writing
  } finally {
    progress.isStopped = true
    await writing.catch(() => {})
    await file.close()
  }
}

interface Progress {
  /** Number of bytes in the file. */
  length: number
  isDone: boolean
  /** True when nobody reads any more. */
  isStopped: boolean
  /** Wakes the reader. */
  wake(): void
}

async function writeAll(file: FileHandle, produce: Produce, progress: Progress): Promise<void> {
  let pending = ''
  const flush = async (): Promise<void> => {
    const bytes = Buffer.from(pending)
    pending = ''
    await file.appendFile(bytes)
    progress.length += bytes.length
    progress.wake()
  }
  try {
    await produce(async (text) => {
      if (progress.isStopped) throw new Error('the reader has stopped')
      pending += text
      if (pending.length >= bufferLength) await flush()
    })
    await flush()
  } finally {
    progress.isDone = true
    progress.wake()
  }
}

async function* readWhileWritten(file: FileHandle, progress: Progress): AsyncGenerator<Uint8Array> {
  for (let position = 0; ;) {
    const size = Math.min(progress.length - position, bufferLength)
    if (size > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(size), 0, size, position)
      position += bytesRead
      yield buffer.subarray(0, bytesRead)
    } else if (progress.isDone) {
      return
    } else {
      await new Promise<void>((resolve) => {
        progress.wake = resolve
      })
    }
  }
}
