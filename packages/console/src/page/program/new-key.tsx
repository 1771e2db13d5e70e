import type { CreatedApiKey } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { notify } from '../layout/notices.js'
import { toProblem } from '../problems.js'
import { texts } from '../texts.js'
import { toName } from './key-list.js'

const words = texts.program.keys

/** Properties of the form of a new key. */
export interface NewKeyFormProps {
  readonly onCreated: (key: CreatedApiKey) => void
}

interface NewKeyState {
  readonly label: string
  readonly problem: string
  readonly isSending: boolean
  setLabel(label: string): void
  create(event: SubmitEvent): Promise<void>
}

function useNewKey(onCreated: (key: CreatedApiKey) => void): NewKeyState {
  const [label, setLabel] = useState('')
  const [problem, setProblem] = useState('')
  const [isSending, setSending] = useState(false)
  const create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setSending(true)
    try {
      onCreated(await referly.kit.keys.create({ label: label.trim() }))
      setLabel('')
      setProblem('')
    } catch (error) {
      setProblem(toProblem(error).message)
    } finally {
      setSending(false)
    }
  }
  return { label, problem, isSending, setLabel, create }
}

/** The form of a new key. */
export function NewKeyForm({ onCreated }: NewKeyFormProps): VNode {
  const { label, setLabel, problem, isSending, create } = useNewKey(onCreated)
  return (
    <form class="key-form" onSubmit={(event) => void create(event)}>
      <div class="field">
        <label for="key-label">{words.label}</label>
        <input
          id="key-label"
          type="text"
          autocomplete="off"
          required
          pattern={String.raw`.*\S.*`}
          maxLength={100}
          placeholder={words.placeholder}
          aria-describedby="key-problem"
          value={label}
          onInput={({ currentTarget }) => setLabel(currentTarget.value)}
        />
      </div>
      <button type="submit" class="button primary" disabled={isSending}>
        {words.create}
      </button>
      <p id="key-problem" class="problem" role="alert">
        {problem}
      </p>
    </form>
  )
}

/** Properties of a new key. */
export interface NewKeyProps {
  readonly created: CreatedApiKey
  readonly onDone: () => void
}

/** A new key, which is kept only in memory until the user leaves the page. */
export function NewKey({ created, onDone }: NewKeyProps): VNode {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(created.key)
    notify(words.copied)
  }
  return (
    <section class="new-key" aria-labelledby="new-key-title">
      <h2 id="new-key-title">{words.createdTitle(toName(created))}</h2>
      <p>{words.createdLead}</p>
      <code>{created.key}</code>
      <div class="actions">
        <button type="button" class="button primary" onClick={() => void copy()}>
          {words.copy}
        </button>
        <button type="button" class="button quiet" onClick={onDone}>
          {words.done}
        </button>
      </div>
    </section>
  )
}
