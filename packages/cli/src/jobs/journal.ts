import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as untilNextTurn } from 'node:timers/promises'
import { CliError } from '../errors.js'
import { syncDirectory } from '../files.js'

/** The final status of a row. */
export type RowStatus = 'created' | 'exists' | 'skipped' | 'failed'

/** Written before a code is sent. From then on, the code may exist. */
export interface Intent {
  readonly type: 'intent'
  readonly key: string
  /** Counted from 1. */
  readonly attempt: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Written when a row is settled. */
export interface Outcome<Status extends string = RowStatus> {
  readonly type: 'outcome'
  readonly key: string
  readonly status: Status
  readonly attempts: number
  readonly id?: string | undefined
  readonly createdAt?: string | undefined
  readonly error?: string | undefined
  /** The other code that the affiliate has on the coupon; absent when the row has no other code. */
  readonly code?: string | undefined
}

/** One line of a journal. */
export type JournalRecord<Status extends string = RowStatus> = Intent | Outcome<Status>

/** The parts of an outcome that are kept in memory. */
export type KnownOutcome<Status extends string = RowStatus> = Omit<
  Outcome<Status>,
  'type' | 'key' | 'attempts'
>

/** The state of one row. */
export interface RowState<Status extends string = RowStatus> {
  readonly attempts: number
  /** The start of the last attempt while its outcome is unknown; otherwise undefined. */
  readonly doubtSince: number | undefined
  readonly outcome: KnownOutcome<Status> | undefined
}

/** An append-only log of intents and outcomes. */
export interface JournalWriter<Status extends string = RowStatus> {
  /** Resolves when the record is on disk. Records added while the disk is busy are flushed together. */
  append(record: JournalRecord<Status>): Promise<void>
  /** Adds a record without waiting; it is flushed with the next one, or after a moment. */
  note(record: JournalRecord<Status>): void
  /** Flushes all records and closes the file. */
  close(): Promise<void>
}

/** A log that also keeps the state of each row in memory. */
export interface Journal<Status extends string = RowStatus> extends JournalWriter<Status> {
  /** The state of each row by its key, including every record added so far. */
  readonly states: ReadonlyMap<string, RowState<Status>>
}

/** A journal without a torn last line, ready to be opened. */
export interface RecoveredJournal<Status extends string = RowStatus> {
  readonly path: string
  readonly states: Map<string, RowState<Status>>
}

/**
 * Removes the incomplete last line that a crash may have left, and reads the rest. A journal that
 * does not exist is empty, and is not created.
 *
 * @throws CliError `INVALID_JOB` when another line is damaged
 */
export async function recoverJournal<Status extends string = RowStatus>(
  path: string,
): Promise<RecoveredJournal<Status>> {
  await trimJournal(path)
  return { path, states: await readJournal<Status>(path) }
}

async function trimJournal(path: string): Promise<void> {
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

/**
 * Opens a recovered journal for appending, and creates it when necessary. Its states are not kept in memory: for 30,000
 * rows, they take 9 MB that cannot be collected, which lets the heap grow to four times as much.
 */
export async function openJournalWriter<Status extends string = RowStatus>(
  path: string,
): Promise<JournalWriter<Status>> {
  const file = await open(path, 'a', 0o600)
  try {
    await syncDirectory(dirname(path))
  } catch (error) {
    await file.close()
    throw error
  }
  return createJournalWriter(file)
}

/** Opens a recovered journal for appending, and keeps its states up to date. */
export async function openJournal<Status extends string>({
  path,
  states,
}: RecoveredJournal<Status>): Promise<Journal<Status>> {
  const { append, note, close } = await openJournalWriter<Status>(path)
  const keep = (record: JournalRecord<Status>): void =>
    void states.set(record.key, toState(record, states.get(record.key)))
  return {
    states,
    append(record) {
      keep(record)
      return append(record)
    },
    note(record) {
      keep(record)
      note(record)
    },
    close,
  }
}

/** Time that a record waits for others to be flushed with, in milliseconds. */
const noteMs = 50

function createJournalWriter<Status extends string>(file: FileHandle): JournalWriter<Status> {
  const { add, schedule, stop } = createWriter(file)
  const note = (record: JournalRecord<Status>): void => add(`${JSON.stringify(record)}\n`)
  return {
    append(record) {
      note(record)
      return schedule()
    },
    note,
    async close() {
      stop()
      try {
        await schedule()
      } finally {
        await file.close()
      }
    },
  }
}

interface Writer {
  add(line: string): void
  /** Resolves when every line added so far is on disk. */
  schedule(): Promise<void>
  stop(): void
}

function createWriter(file: FileHandle): Writer {
  let written: Promise<void> = Promise.resolve()
  let isScheduled = false
  let lines: string[] = []
  const flush = async (): Promise<void> => {
    // Waits for records that the same network responses lead to.
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
    // Nothing is written after a failed write, because that would leave a gap in the file.
    written = written.then(flush)
    written.catch(() => undefined)
    return written
  }
  const timer = setInterval(() => lines.length > 0 && void schedule(), noteMs)
  timer.unref()
  return {
    add: (line) => void lines.push(line),
    schedule,
    stop: () => clearInterval(timer),
  }
}

/** More than the longest line of a journal. */
const tailBytes = 65_536

/** Returns the position after the last complete line. */
async function findEnd(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  const start = Math.max(0, size - tailBytes)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start)
  return start + buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1
}

/**
 * Reads the state of each row by its key. An incomplete last line is ignored, and a journal that does
 * not exist is empty.
 *
 * @throws CliError `INVALID_JOB` when another line is damaged
 */
export async function readJournal<Status extends string = RowStatus>(
  path: string,
): Promise<Map<string, RowState<Status>>> {
  const states = new Map<string, RowState<Status>>()
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return states
  let damaged: string | undefined
  for await (const line of file.readLines()) {
    if (damaged !== undefined) throw createDamagedError(path)
    const record = parseRecord<Status>(line)
    if (record === undefined) damaged = line
    else states.set(record.key, toState(record, states.get(record.key)))
  }
  return states
}

function toState<Status extends string>(
  record: JournalRecord<Status>,
  before: RowState<Status> | undefined,
): RowState<Status> {
  if (record.type === 'intent') {
    return { attempts: record.attempt, doubtSince: record.at, outcome: undefined }
  }
  const { status, id, createdAt, error, code } = record
  const attempts = Math.max(before?.attempts ?? 0, record.attempts)
  return { attempts, doubtSince: undefined, outcome: { status, id, createdAt, error, code } }
}

function parseRecord<Status extends string>(line: string): JournalRecord<Status> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord<Status>(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord<Status extends string>(value: unknown): value is JournalRecord<Status> {
  if (typeof value !== 'object' || value === null) return false
  const { type, key } = value as Record<string, unknown>
  return (type === 'intent' || type === 'outcome') && typeof key === 'string'
}

function createDamagedError(path: string): CliError {
  return new CliError(
    'INVALID_JOB',
    `${path} is damaged in the middle, so the state of the job is unknown. Move the directory of the job elsewhere and push the plan again.`,
  )
}
