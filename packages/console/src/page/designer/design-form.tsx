import type { VNode } from 'preact'
import {
  FormField,
  type FieldDefinition,
  type FieldValue,
  type FieldValues,
} from '../forms/field.js'
import type { CouponChoice } from '../records/use-coupons.js'
import { texts } from '../texts.js'
import type { Audience } from './audience.js'
import {
  audienceField,
  partFields,
  randomFields,
  textFields,
  toCouponField,
} from './design-fields.js'
import { FileField } from './file-field.js'
import { LeftOut } from './left-out.js'
import type { AffiliateFileState } from './use-affiliate-file.js'

/** Properties of the form of the designer. */
export interface DesignFormProps {
  readonly coupons: CouponChoice
  readonly values: FieldValues
  readonly audience: Audience
  readonly file: AffiliateFileState
  readonly onChange: (name: string, value: FieldValue) => void
}

/** The form of the designer: the coupon, the parts of its codes, and the affiliates who get one. */
export function DesignForm({ coupons, values, audience, file, onChange }: DesignFormProps): VNode {
  const show = (fields: readonly FieldDefinition[]): readonly VNode[] =>
    fields.map((field) => (
      <FormField
        key={field.name}
        field={field}
        values={values}
        problem={undefined}
        onChange={(value) => onChange(field.name, value)}
      />
    ))
  const { groups } = texts.designer
  return (
    <form class="form-fields" onSubmit={(event) => event.preventDefault()}>
      {show([toCouponField(coupons)])}
      <fieldset>
        <legend>{groups.parts}</legend>
        {show(textFields)}
        {show(partFields)}
      </fieldset>
      {values['randomChars'] === true && (
        <fieldset>
          <legend>{groups.random}</legend>
          {show(randomFields)}
        </fieldset>
      )}
      <fieldset>
        <legend>{groups.audience}</legend>
        {show([audienceField])}
        <ChosenAffiliates values={values} audience={audience} file={file} onChange={onChange} />
      </fieldset>
    </form>
  )
}

type ChosenAffiliatesProps = Omit<DesignFormProps, 'coupons'>

function ChosenAffiliates({ file, ...props }: ChosenAffiliatesProps): VNode | null {
  const { values, audience } = props
  if (values['audience'] === 'list') return <PastedField {...props} />
  if (values['audience'] !== 'file') return null
  return (
    <>
      <FileField state={file} />
      <LeftOut audience={audience} />
    </>
  )
}

type PastedFieldProps = Pick<DesignFormProps, 'values' | 'audience' | 'onChange'>

function PastedField({ values, audience, onChange }: PastedFieldProps): VNode {
  const { unknown } = audience
  return (
    <div class="field">
      <label for="pasted">{texts.designer.fields.pasted}</label>
      <textarea
        id="pasted"
        rows={5}
        value={String(values['pasted'])}
        onInput={({ currentTarget }) => onChange('pasted', currentTarget.value)}
      />
      {unknown.length > 0 && (
        <p class="problem">
          {texts.designer.unknown(unknown.length, unknown.slice(0, 3).join(', '))}
        </p>
      )}
    </div>
  )
}
