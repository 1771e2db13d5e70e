import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { texts } from '../texts.js'
import type { FieldRule } from './check-field.js'

/** The value of a field: its text, or whether it is checked. */
export type FieldValue = string | boolean

/** The values of a form by field. */
export type FieldValues = Readonly<Record<string, FieldValue>>

/** A choice of a field. */
export interface FieldOption {
  readonly value: string
  readonly title: string
}

/** The search of the options of a field. */
export interface FieldSearch {
  readonly label: string
  /** Called with the text when typing has stopped. */
  readonly onSearch: (text: string) => void
}

/** A field of a form. */
export interface FieldDefinition {
  readonly name: string
  readonly label: string
  readonly help?: string
  readonly rule?: FieldRule | undefined
  /** Requires a value, even if the rule does not. */
  readonly isRequired?: boolean
  /** `many` is a list of checkboxes, whose value is the chosen options with commas in between. */
  readonly kind?: 'text' | 'day' | 'checkbox' | 'select' | 'many'
  readonly options?: readonly FieldOption[]
  /** Searches the options of a `select`, which then are only those that match. */
  readonly search?: FieldSearch
  /** Suggestions for a text. */
  readonly suggestions?: readonly string[]
  readonly isVisible?: (values: FieldValues) => boolean
}

/** Returns the fields that are shown for some values. */
export function listVisible(
  fields: readonly FieldDefinition[],
  values: FieldValues,
): readonly FieldDefinition[] {
  return fields.filter(({ isVisible }) => isVisible?.(values) ?? true)
}

/** Properties of a field in a form. */
export interface FormFieldProps {
  readonly field: FieldDefinition
  readonly values: FieldValues
  readonly problem: string | undefined
  readonly onChange: (value: FieldValue) => void
}

/** A field with its label, its help, and its problem beside it. */
export function FormField({ field, values, problem, onChange }: FormFieldProps): VNode {
  const { name, label, help, kind, rule, isRequired } = field
  const id = `field-${name}`
  const described = `${help === undefined ? '' : `${id}-help `}${problem === undefined ? '' : `${id}-problem`}`
  const attributes = {
    id,
    name,
    'aria-invalid': problem === undefined ? undefined : ('true' as const),
    'aria-describedby': described.trim() || undefined,
  }
  if (kind === 'many') return <Choices {...{ field, values, problem, onChange }} id={id} />
  const isOptional = kind !== 'checkbox' && kind !== 'select' && !(isRequired ?? rule?.isRequired)
  return (
    <div class={`field${kind === 'checkbox' ? ' checkbox' : ''}`}>
      <label for={id}>
        {label}
        {isOptional && <span class="optional"> {texts.form.optional}</span>}
      </label>
      <Control
        field={field}
        value={values[name] ?? ''}
        attributes={attributes}
        onChange={onChange}
      />
      {help !== undefined && (
        <p id={`${id}-help`} class="help">
          {help}
        </p>
      )}
      {problem !== undefined && (
        <p id={`${id}-problem`} class="problem">
          {problem}
        </p>
      )}
    </div>
  )
}

/** A field whose options can be chosen in any number. */
function Choices({
  field,
  values,
  problem,
  onChange,
  id,
}: FormFieldProps & { readonly id: string }): VNode {
  const { name, label, options = [] } = field
  const chosen = String(values[name] ?? '').split(',')
  const toggle = (value: string, isChosen: boolean): void => {
    const wanted = options.filter((option) =>
      option.value === value ? isChosen : chosen.includes(option.value),
    )
    onChange(wanted.map((option) => option.value).join(','))
  }
  const describedBy = problem === undefined ? undefined : `${id}-problem`
  return (
    <fieldset class="choices" aria-describedby={describedBy}>
      <legend>{label}</legend>
      {options.map(({ value, title }) => (
        <div key={value} class="field checkbox">
          <input
            id={`${id}-${value}`}
            name={name}
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget }) => toggle(value, currentTarget.checked)}
          />
          <label for={`${id}-${value}`}>{title}</label>
        </div>
      ))}
      {problem !== undefined && (
        <p id={describedBy} class="problem">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

interface ControlProps {
  readonly field: FieldDefinition
  readonly value: FieldValue
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly onChange: (value: FieldValue) => void
}

function Control(props: ControlProps): VNode {
  const { field, value, attributes, onChange } = props
  const { kind = 'text' } = field
  if (kind === 'checkbox') {
    return (
      <input
        {...attributes}
        type="checkbox"
        checked={value === true}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    )
  }
  return kind === 'select' ? <SelectControl {...props} /> : <TextControl {...props} />
}

/** Time after the last key before a search begins, in milliseconds. */
const searchMs = 250

function SelectControl({ field, value, attributes, onChange }: ControlProps): VNode {
  const { options = [], search } = field
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const chosen = useRef<FieldOption | undefined>(undefined)
  const found = options.find((option) => option.value === value)
  if (found !== undefined) chosen.current = found
  // The chosen option stays, even when a search no longer finds it.
  const kept = found === undefined && chosen.current?.value === value ? [chosen.current] : []
  return (
    <>
      {search !== undefined && (
        <input
          type="search"
          aria-label={search.label}
          placeholder={search.label}
          onInput={({ currentTarget }) => {
            clearTimeout(timer.current)
            const text = currentTarget.value.trim()
            timer.current = setTimeout(() => search.onSearch(text), searchMs)
          }}
        />
      )}
      <select
        {...attributes}
        value={String(value)}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {[...kept, ...options].map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </>
  )
}

function TextControl({ field, value, attributes, onChange }: ControlProps): VNode {
  const { kind, rule, suggestions } = field
  const isNumber = rule?.type === 'number' || rule?.type === 'integer'
  const list = suggestions === undefined ? undefined : `${attributes['id']}-list`
  return (
    <>
      <input
        {...attributes}
        type={kind === 'day' ? 'date' : 'text'}
        inputMode={isNumber ? 'decimal' : undefined}
        autocomplete="off"
        spellcheck={false}
        list={list}
        value={String(value)}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      {suggestions !== undefined && (
        <datalist id={list}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </>
  )
}
