import { toDateInput, toEndOfDay } from '../format.js'
import { listVisible, type FieldDefinition, type FieldValue, type FieldValues } from './field.js'

/** Values of an input for the API. */
export type InputValues = Record<string, string | number | boolean | null>

/** Returns the values of a new record: those of the visible fields that are not empty. */
export function toNewInput(fields: readonly FieldDefinition[], values: FieldValues): InputValues {
  const entries = listVisible(fields, values).flatMap((field) => {
    const value = toInputValue(field, values[field.name] ?? '')
    return value === null ? [] : [[field.name, value] as const]
  })
  return Object.fromEntries(entries)
}

/** Returns the values that differ from the initial ones. A field that was emptied becomes `null`. */
export function toChangedInput(
  fields: readonly FieldDefinition[],
  values: FieldValues,
  initial: FieldValues,
): InputValues {
  const entries = listVisible(fields, values)
    .filter(({ name }) => values[name] !== initial[name])
    .map((field) => [field.name, toInputValue(field, values[field.name] ?? '')] as const)
  return Object.fromEntries(entries)
}

/** Returns the text of a value in a field. A time becomes a day. */
export function toFieldValue(
  { kind }: Pick<FieldDefinition, 'kind'>,
  value: string | number | boolean | null | undefined,
): FieldValue {
  if (kind === 'checkbox') return value === true
  if (value === null || value === undefined) return ''
  return kind === 'day' ? toDateInput(String(value)) : String(value)
}

function toInputValue(
  { kind, rule }: FieldDefinition,
  value: FieldValue,
): string | number | boolean | null {
  if (typeof value === 'boolean') return value
  const text = value.trim()
  if (text === '') return null
  if (kind === 'day') return toEndOfDay(text)
  return rule?.type === 'number' || rule?.type === 'integer' ? Number(text) : text
}
