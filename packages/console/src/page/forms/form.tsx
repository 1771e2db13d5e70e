import type { ComponentChildren, RefObject, VNode } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { forgetPlace } from '../left-place.js'
import { toProblem } from '../problems.js'
import { texts } from '../texts.js'
import { checkField } from './check-field.js'
import {
  FormField,
  listVisible,
  type FieldDefinition,
  type FieldValue,
  type FieldValues,
} from './field.js'
import { useTyped } from './use-typed.js'

/** Properties of a form. */
export interface FormProps {
  readonly fields: readonly FieldDefinition[]
  readonly initial: FieldValues
  readonly submit: string
  readonly cancelHref: string
  /** Sends the values. An error that names a field is shown beside it. */
  readonly onSubmit: (values: FieldValues) => Promise<void>
  /** A rule that concerns several fields: the problem by field. */
  readonly check?: ((values: FieldValues) => Readonly<Record<string, string>>) | undefined
  /** Shown beside the fields, for the values they have at the moment. */
  readonly aside?: ((values: FieldValues) => ComponentChildren) | undefined
}

type Problems = Readonly<Record<string, string>>

interface FormState {
  readonly values: FieldValues
  readonly problems: Problems
  /** A problem that does not belong to a field. */
  readonly general: string
  readonly isSending: boolean
  change(name: string, value: FieldValue): void
  send(event: SubmitEvent): Promise<void>
}

/** Keeps the values of a form, checks them, and sends them. */
function useForm(props: FormProps, form: RefObject<HTMLFormElement | null>): FormState {
  const [values, setValues] = useTyped(props.initial)
  const [problems, setProblems] = useState<Problems>({})
  const [general, setGeneral] = useState('')
  const [isSending, setSending] = useState(false)
  const change = (name: string, value: FieldValue): void => {
    setValues({ ...values, [name]: value })
    const { [name]: _solved, ...others } = problems
    setProblems(others)
    if (Object.keys(others).length === 0) setGeneral('')
  }
  const show = (found: Problems, message: string): void => {
    setProblems(found)
    setGeneral(message)
    const [first] = Object.keys(found)
    if (first !== undefined) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus()
  }
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const visible = listVisible(props.fields, values)
    const found = { ...checkAll(visible, values), ...props.check?.(values) }
    if (Object.keys(found).length > 0) return show(found, texts.form.problems)
    setSending(true)
    try {
      await props.onSubmit(values)
      forgetPlace()
      setSending(false)
    } catch (error) {
      const { field, message } = toProblem(error)
      const isShown = visible.some(({ name }) => name === field)
      show(isShown ? { [field ?? '']: message } : {}, isShown ? texts.form.problems : message)
      setSending(false)
    }
  }
  return { values, problems, general, isSending, change, send }
}

/** A form that checks each field by the rules of the contract before it sends anything. */
export function Form(props: FormProps): VNode {
  const { fields, submit, cancelHref, aside } = props
  const form = useRef<HTMLFormElement | null>(null)
  const { values, problems, general, isSending, change, send } = useForm(props, form)
  return (
    <form ref={form} class="form" noValidate onSubmit={send}>
      <div class="form-fields">
        {listVisible(fields, values).map((field) => (
          <FormField
            key={field.name}
            field={field}
            values={values}
            problem={problems[field.name]}
            onChange={(value) => change(field.name, value)}
          />
        ))}
        <p class="form-problem" role="alert">
          {general}
        </p>
        <FormActions submit={submit} cancelHref={cancelHref} isSending={isSending} />
      </div>
      {aside !== undefined && <aside class="form-aside">{aside(values)}</aside>}
    </form>
  )
}

interface FormActionsProps {
  readonly submit: string
  readonly cancelHref: string
  readonly isSending: boolean
}

function FormActions({ submit, cancelHref, isSending }: FormActionsProps): VNode {
  return (
    <div class="actions">
      <button type="submit" class="button primary" disabled={isSending}>
        {isSending ? texts.form.saving : submit}
      </button>
      <a class="button quiet" href={cancelHref}>
        {texts.form.cancel}
      </a>
    </div>
  )
}

function checkAll(fields: readonly FieldDefinition[], values: FieldValues): Problems {
  const found = fields.flatMap(({ name, rule, isRequired }) => {
    const value = values[name] ?? ''
    if (rule === undefined || typeof value !== 'string') return []
    const required = isRequired ?? rule.isRequired ?? false
    const problem = checkField(value, { ...rule, isRequired: required })
    return problem === undefined ? [] : [[name, problem] as const]
  })
  return Object.fromEntries(found)
}
