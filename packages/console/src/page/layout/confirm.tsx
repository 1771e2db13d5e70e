import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { toProblem } from '../problems.js'
import { texts } from '../texts.js'

/** A step that the operator confirms before it happens. */
export interface Confirmation {
  readonly title: string
  /** The consequences, in full sentences. */
  readonly lead: string
  readonly action: string
  readonly isDangerous?: boolean
  readonly run: () => Promise<void>
}

/** Properties of the dialog. */
export interface ConfirmProps {
  readonly confirmation: Confirmation | undefined
  readonly onClose: () => void
}

interface Run {
  readonly problem: string
  readonly isRunning: boolean
  run(): Promise<void>
}

/** Runs the confirmed step, and keeps the reason when it fails. */
function useRun(confirmation: Confirmation | undefined, onDone: () => void): Run {
  const [problem, setProblem] = useState('')
  const [isRunning, setRunning] = useState(false)
  useEffect(() => setProblem(''), [confirmation])
  const run = async (): Promise<void> => {
    setRunning(true)
    try {
      await confirmation?.run()
      onDone()
    } catch (error) {
      setProblem(toProblem(error).message)
    } finally {
      setRunning(false)
    }
  }
  return { problem, isRunning, run }
}

/** A dialog that asks before a step with consequences. */
export function Confirm({ confirmation, onClose }: ConfirmProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (confirmation === undefined) dialog.current?.close()
    else dialog.current?.showModal()
  }, [confirmation])
  const { problem, isRunning, run } = useRun(confirmation, onClose)
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="confirm-title" onClose={onClose}>
      <h2 id="confirm-title">{confirmation?.title}</h2>
      <p>{confirmation?.lead}</p>
      <p class="form-problem" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button
          type="button"
          class={`button ${confirmation?.isDangerous ? 'danger' : 'primary'}`}
          disabled={isRunning}
          onClick={run}
        >
          {confirmation?.action}
        </button>
        <button type="button" class="button quiet" onClick={onClose}>
          {texts.confirm.cancel}
        </button>
      </div>
    </dialog>
  )
}
