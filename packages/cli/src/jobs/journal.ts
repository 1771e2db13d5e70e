import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { CliError } from '../errors.js'
import { syncDirectory } from '../files.js'

/** What became of a row. */
export type RowStatus = 'created' | 'exists' | 'skipped' | 'failed'

/** Written before a code is sent: from here on it may exist. */
export interface Intent {
  readonly type: 'intent'
  readonly key: string
  /** From 1. */
  readonly attempt: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Written when it is known what became of a row. */
export interface Outcome {
  readonly type: 'outcome'
  readonly key: string
  readonly status: RowStatus
  readonly attempts: number
  readonly id?: string | undefined
  readonly createdAt?: string | undefined
  readonly error?: string | undefined
}

/** One line of a journal. */
export type JournalRecord = Intent | Outcome

/** What is kept of an outcome. */
export type KnownOutcome = Omit<Outcome, 'type' | 'key' | 'attempts'>

/** What a journal says of one row. */
export interface RowState {
  readonly attempts: number
  /** When the last attempt began; undefined when it is known how it ended. */
  readonly doubtSince: number | undefined
  readonly outcome: KnownOutcome | undefined
}

/** A file that only grows. */
export interface Journal {
  /** Resolves when the record is on disk; records that come while the disk is busy are flushed together. */
  append(record: JournalRecord): Promise<void>
  /** Writes a record that nobody waits for with the next one, or a moment later. */
  note(record: JournalRecord): void
  /** Flushes what was appended and closes the file. */
  close(): Promise<void>
}

/**
 * Cuts off what a crash left of a last line, so that everybody reads the same from then on; does
 * nothing when there is no journal.
 */
export async function trimJournal(path: string): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return
  try {
    await file.truncate(await findEnd(file))
  } finally {
    await file.close()
  }
}

/** Opens a journal to append to, cut by {@link trimJournal}. */
export async function openJournal(path: string): Promise<Journal> {
  await trimJournal(path)
  const file = await open(path, 'a', 0o600)
  try {
    await syncDirectory(dirname(path))
  } catch (error) {
    await file.close()
    throw error
  }
  return createJournal(file)
}

/** How long a record waits for another to be flushed with, in milliseconds. */
const noteMs = 50

function createJournal(file: FileHandle): Journal {
  let written: Promise<void> = Promise.resolve()
  let isScheduled = false
  let lines: string[] = []
  const flush = async (): Promise<void> => {
    // What the same answers from the network lead to comes along.
    await untilNextTurn()
    isScheduled = false
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    await file.appendFile(text)
    await file.datasync()
  }
  const schedule = (): Promise<void> => {
    if (isScheduled) return written
    isScheduled = true
    // After a failed write nothing more is written, or a gap would stand in the file.
    written = written.then(flush)
    written.catch(() => undefined)
    return written
  }
  const timer = setInterval(() => lines.length > 0 && void schedule(), noteMs)
  timer.unref()
  return {
    append(record) {
      lines.push(`${JSON.stringify(record)}\n`)
      return schedule()
    },
    note(record) {
      lines.push(`${JSON.stringify(record)}\n`)
    },
    async close() {
      clearInterval(timer)
      try {
        await schedule()
      } finally {
        await file.close()
      }
    },
  }
}

/** More than the longest line of a journal. */
const tailBytes = 65_536

/** Where the last whole line ends. */
async function findEnd(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  const start = Math.max(0, size - tailBytes)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
  return start + buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1
}

/**
 * Reads what a journal says of each row, by the row's key; nothing when there is no journal.
 *
 * @throws CliError `INVALID_JOB` when a line other than the last is damaged
 */
export async function readJournal(path: string): Promise<Map<string, RowState>> {
  const states = new Map<string, RowState>()
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return states
  let damaged: string | undefined
  for await (const line of file.readLines()) {
    if (damaged !== undefined) throw damagedJournal(path)
    const record = parseRecord(line)
    if (record === undefined) damaged = line
    else states.set(record.key, toState(record, states.get(record.key)))
  }
  return states
}

function toState(record: JournalRecord, before: RowState | undefined): RowState {
  if (record.type === 'intent') {
    return { attempts: record.attempt, doubtSince: record.at, outcome: undefined }
  }
  const { status, id, createdAt, error } = record
  const attempts = Math.max(before?.attempts ?? 0, record.attempts)
  return { attempts, doubtSince: undefined, outcome: { status, id, createdAt, error } }
}

function parseRecord(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null) return false
  const { type, key } = value as Record<string, unknown>
  return (type === 'intent' || type === 'outcome') && typeof key === 'string'
}

function damagedJournal(path: string): CliError {
  const what = `${path} is damaged in the middle, so what was done cannot be told from it`
  return new CliError('INVALID_JOB', `${what}; move the job's directory away and push again.`)
}
