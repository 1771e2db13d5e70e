import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { announceChange } from '../records/changes.js'
import { createJobStore, type RowResult, type StoredJob } from './job-store.js'
import { runJob } from './run-job.js'

/** A job and its progress. */
export interface JobState {
  readonly job: StoredJob
  readonly results: ReadonlyMap<number, RowResult>
  readonly isRunning: boolean
  /** The reason why it stopped before the end. */
  readonly problem: string | undefined
}

const store = createJobStore()
const listeners = new Set<() => void>()
let current: JobState | undefined
let pause = new AbortController()

function set(state: JobState | undefined): void {
  current = state
  for (const listener of listeners) listener()
}

/** Stores a job and starts it. Resolves once it is stored. */
export async function startJob(job: StoredJob): Promise<void> {
  await store.add(job)
  set({ job, results: new Map(), isRunning: false, problem: undefined })
  void resumeJob()
}

/** Continues the job where it stopped. It keeps running while other pages of the console are open. */
export async function resumeJob(): Promise<void> {
  if (current === undefined || current.isRunning) return
  const { job } = current
  const results = new Map([...current.results].filter(([, { status }]) => status === 'created'))
  pause = new AbortController()
  set({ job, results, isRunning: true, problem: undefined })
  const problem = await runJob(job, {
    codes: referly.promotionalCodes,
    store,
    done: new Set(results.keys()),
    signal: pause.signal,
    onResult(result) {
      results.set(result.index, result)
      set({ job, results, isRunning: true, problem: undefined })
    },
  })
  set({ job, results, isRunning: false, problem })
  announceChange()
}

/** Stops the job after the requests in flight. */
export function pauseJob(): void {
  pause.abort()
}

/** Discards the job. The codes it created are kept. */
export async function removeJob(): Promise<void> {
  if (current === undefined) return
  await store.remove(current.job.id)
  set(undefined)
}

async function restoreJob(programId: string): Promise<void> {
  if (current !== undefined) return
  const jobs = await store.list()
  const job = jobs.filter((each) => each.programId === programId).at(-1)
  if (job === undefined) return
  const results = await store.listResults(job.id)
  const latest = new Map(results.map((result) => [result.index, result]))
  set({ job, results: latest, isRunning: false, problem: undefined })
}

/** Returns the job of a program in this browser, if there is one. */
export function useJob(programId: string | undefined): JobState | undefined {
  const [, update] = useState({})
  useEffect(() => {
    const listener = (): void => update({})
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }, [])
  useEffect(() => {
    if (programId !== undefined) void restoreJob(programId)
  }, [programId])
  return current
}
