import type { VNode } from 'preact'
import { saveFile } from '../csv-file.js'
import { texts } from '../texts.js'
import { pauseJob, removeJob, resumeJob, type JobState } from './jobs.js'
import { toResultsCsv } from './results.js'

const { job: words } = texts.designer

/** The progress of a job, with its buttons. */
export function JobPanel({ state }: { readonly state: JobState }): VNode {
  const { job, results, problem } = state
  const failures = [...results.values()].filter(({ status }) => status === 'failed')
  const created = results.size - failures.length
  const total = job.rows.length
  const isDone = created === total
  return (
    <section class="job" aria-label={words.label}>
      <h2>{isDone ? words.done(total, job.couponName) : words.title(total, job.couponName)}</h2>
      <progress value={results.size} max={total} aria-label={words.label} />
      <p role="status">{words.progress(created, failures.length, total)}</p>
      {problem !== undefined && <p class="problem">{words.stopped(problem)}</p>}
      {failures.slice(0, 3).map(({ index, message }) => (
        <p key={index} class="problem">
          {message}
        </p>
      ))}
      <JobActions state={state} isDone={isDone} />
    </section>
  )
}

interface JobActionsProps {
  readonly state: JobState
  readonly isDone: boolean
}

function JobActions({ state, isDone }: JobActionsProps): VNode {
  const { job, results, isRunning } = state
  const save = (): void => saveFile(`codes-${job.id}.csv`, toResultsCsv(job, results))
  return (
    <div class="actions">
      {isRunning && (
        <button type="button" class="button" onClick={pauseJob}>
          {words.pause}
        </button>
      )}
      {!isRunning && !isDone && (
        <button type="button" class="button primary" onClick={() => void resumeJob()}>
          {results.size === 0 ? words.start : words.resume}
        </button>
      )}
      <button type="button" class="button" onClick={save}>
        {words.save}
      </button>
      {!isRunning && (
        <button type="button" class="button quiet" onClick={() => void removeJob()}>
          {isDone ? words.close : words.discard}
        </button>
      )}
    </div>
  )
}
