import type { Program, ProgramUpdate } from '@referly-kit/types'
import type { VNode } from 'preact'
import type { FieldDefinition, FieldOption, FieldValues } from '../forms/field.js'
import { Form } from '../forms/form.js'
import { toChangedInput, toFieldValue } from '../forms/input.js'
import { programUpdateRules } from '../forms/rules.js'
import { Facts } from '../layout/facts.js'
import { notify } from '../layout/notices.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'
import { updateProgram, useProgram } from './program.js'

const { fields: labels, help } = texts.program

type FieldName = keyof typeof labels

function toField(name: FieldName, more: Partial<FieldDefinition> = {}): FieldDefinition {
  const note = (help as Readonly<Partial<Record<FieldName, string>>>)[name]
  const rule = programUpdateRules[name]
  return { name, label: labels[name], rule, ...(note === undefined ? {} : { help: note }), ...more }
}

function toOptions(titles: Readonly<Record<string, string>>): readonly FieldOption[] {
  return Object.entries(titles).map(([value, title]) => ({ value, title }))
}

const { choices } = texts.program
const required = { isRequired: true } as const
const checkbox = { kind: 'checkbox' } as const

const fields: readonly FieldDefinition[] = [
  toField('name', required),
  toField('currency', required),
  toField('timeZone', required),
  toField('siteUrl'),
  toField('commissionRate', required),
  toField('deductTax', checkbox),
  toField('deductShipping', checkbox),
  toField('holdingDays', required),
  toField('approval', { kind: 'select', options: toOptions(choices.approval) }),
  toField('minimumPayout', required),
  toField('selfReferral', { kind: 'select', options: toOptions(choices.selfReferral) }),
  toField('limitToAffiliate', { kind: 'select', options: toOptions(choices.limitToAffiliate) }),
  toField('refundReturnsRedemption', checkbox),
]

/** The settings of the program. */
export function Settings(): VNode {
  const program = useProgram()
  if (program === undefined) return <p class="loading">{texts.list.loading}</p>
  return (
    <>
      <Facts facts={[[texts.record.id, <code key="id">{program.id}</code>]]} />
      <SettingsForm key={JSON.stringify(program)} program={program} />
    </>
  )
}

function SettingsForm({ program }: { readonly program: Program }): VNode {
  const initial = toValues(program)
  return (
    <Form
      fields={fields}
      initial={initial}
      submit={texts.form.save}
      cancelHref={toHref(['overview'])}
      onSubmit={async (values) => {
        const changes = toChangedInput(fields, values, initial)
        if (Object.keys(changes).length === 0) return notify(texts.form.unchanged)
        await updateProgram(changes as ProgramUpdate)
        notify(texts.program.saved)
      }}
    />
  )
}

function toValues(program: Program): FieldValues {
  const values: Readonly<Record<string, unknown>> = { ...program }
  const entries = fields.map((field) => {
    const value = values[field.name] as string | number | boolean | null
    return [field.name, toFieldValue(field, value)]
  })
  return Object.fromEntries(entries) as FieldValues
}
