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
  /** The label of a text that the operator can add. */
  readonly textLabel?: string
  readonly run: (text: string) => Promise<void>
}

/** Properties of the dialog. */
export interface ConfirmProps {
  readonly confirmation: Confirmation | undefined
  readonly onClose: () => void
}

interface Run {
  readonly problem: string
  readonly isRunning: boolean
  readonly text: string
  setText(text: string): void
  run(): Promise<void>
}

/** Runs the confirmed step, and keeps the reason when it fails. */
function useRun(confirmation: Confirmation | undefined, onDone: () => void): Run {
  const [problem, setProblem] = useState('')
  const [isRunning, setRunning] = useState(false)
  const [text, setText] = useState('')
  useEffect(() => {
    setProblem('')
    setText('')
  }, [confirmation])
  const run = async (): Promise<void> => {
    setRunning(true)
    try {
      await confirmation?.run(text.trim())
      onDone()
    } catch (error) {
      setProblem(toProblem(error).message)
    } finally {
      setRunning(false)
    }
  }
  return { problem, isRunning, text, setText, run }
}

/** A dialog that asks for confirmation. */
export function Confirm({ confirmation, onClose }: ConfirmProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (confirmation === undefined) dialog.current?.close()
    else dialog.current?.showModal()
  }, [confirmation])
  const { problem, isRunning, text, setText, run } = useRun(confirmation, onClose)
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="confirm-title" onClose={onClose}>
      <h2 id="confirm-title">{confirmation?.title}</h2>
      <p>{confirmation?.lead}</p>
      <ConfirmText label={confirmation?.textLabel} text={text} onChange={setText} />
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

interface ConfirmTextProps {
  readonly label: string | undefined
  readonly text: string
  readonly onChange: (text: string) => void
}

function ConfirmText({ label, text, onChange }: ConfirmTextProps): VNode | null {
  if (label === undefined) return null
  return (
    <div class="field">
      <label for="confirm-text">
        {label}
        <span class="optional"> {texts.form.optional}</span>
      </label>
      <input
        id="confirm-text"
        type="text"
        autocomplete="off"
        maxLength={1000}
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </div>
  )
}
