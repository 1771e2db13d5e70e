import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { toProblem } from '../problems.js'
import { texts } from '../texts.js'
import { canSaveBackup, chooseFile, saveBackup, type BackupProgress } from './save-backup.js'

const words = texts.program.backup

/** The page of the backup. */
export function Backup(): VNode {
  return (
    <div class="backup">
      <p class="lead">{words.lead}</p>
      {canSaveBackup() ? (
        <SavePanel />
      ) : (
        // The browser writes the file while it arrives, and shows the progress.
        <a class="button primary" href="/api/kit/v1/backup" download>
          {words.download}
        </a>
      )}
      <h2>{words.restoreTitle}</h2>
      <p>{words.restoreLead}</p>
      <pre>
        <code>{words.restoreCommand}</code>
      </pre>
    </div>
  )
}

interface BackupState {
  readonly progress: BackupProgress | undefined
  /** The result of the last download. */
  readonly message: string
  readonly problem: string
  save(): Promise<void>
  cancel(): void
}

/** Saves backups, one at a time, and stops when the user leaves the page. */
function useBackup(): BackupState {
  const [progress, setProgress] = useState<BackupProgress>()
  const [message, setMessage] = useState('')
  const [problem, setProblem] = useState('')
  const leaving = useRef<AbortController | undefined>(undefined)
  const cancel = (): void => leaving.current?.abort()
  useEffect(() => cancel, [])
  const save = async (): Promise<void> => {
    setMessage('')
    setProblem('')
    try {
      const handle = await chooseFile()
      if (handle === undefined) return
      leaving.current = new AbortController()
      setProgress({ bytes: 0, rows: 0 })
      const { bytes, rows } = await saveBackup(handle, setProgress, leaving.current.signal)
      setMessage(words.saved(rows, bytes))
    } catch (error) {
      if (!leaving.current?.signal.aborted) setProblem(toProblem(error).message)
    } finally {
      setProgress(undefined)
    }
  }
  return { progress, message, problem, save, cancel }
}

function SavePanel(): VNode {
  const { progress, message, problem, save, cancel } = useBackup()
  const isRunning = progress !== undefined
  return (
    <div class="backup-panel">
      <div class="actions">
        <button
          type="button"
          class="button primary"
          disabled={isRunning}
          onClick={() => void save()}
        >
          {words.download}
        </button>
        {isRunning && (
          <button type="button" class="button" onClick={cancel}>
            {words.cancel}
          </button>
        )}
      </div>
      {isRunning && <progress aria-label={words.running} />}
      <p role="status">{isRunning ? words.progress(progress.rows, progress.bytes) : message}</p>
      <p class="problem" role="alert">
        {problem}
      </p>
    </div>
  )
}
