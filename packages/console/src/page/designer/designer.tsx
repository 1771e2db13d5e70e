import { toCodeKey } from '@referly-kit/codegen-structure'
import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import {
  FormField,
  type FieldDefinition,
  type FieldValue,
  type FieldValues,
} from '../forms/field.js'
import { Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { useProgram } from '../program/program.js'
import { useCollection } from '../records/collection.js'
import { affiliates, codes, coupons, type CouponRow } from '../records/collections.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { toAudience, type Audience, type AudienceKind } from './audience.js'
import {
  audienceField,
  partFields,
  randomFields,
  textFields,
  toCouponField,
} from './design-fields.js'
import { createCodes, createPreview, firstDesign, type Preview } from './design.js'
import { JobPanel } from './job-panel.js'
import type { StoredJob } from './job-store.js'
import { startJob, useJob } from './jobs.js'
import { PreviewPanel } from './preview-panel.js'

/** The page where codes are designed and created. */
export function Designer(): VNode {
  const program = useProgram()
  const job = useJob(program?.id)
  const { rows, status } = useCollection(coupons)
  const isEmpty = status === 'ready' && rows.length === 0
  return (
    <>
      <Heading title={texts.designer.title} />
      {job !== undefined && <JobPanel state={job} />}
      {isEmpty && (
        <Empty title={texts.designer.emptyTitle} lead={texts.designer.emptyLead}>
          <a class="button primary" href={toHref(['coupons', 'new'])}>
            {texts.coupons.create}
          </a>
        </Empty>
      )}
      {!isEmpty && program !== undefined && rows.length > 0 && (
        <Design coupons={rows} programId={program.id} isBusy={job !== undefined} />
      )}
    </>
  )
}

interface DesignProps {
  readonly coupons: readonly CouponRow[]
  readonly programId: string
  /** True while a job is shown; there is one at a time. */
  readonly isBusy: boolean
}

function Design({ coupons: rows, programId, isBusy }: DesignProps): VNode {
  const { query } = useRoute()
  const [given, setValues] = useState<FieldValues>({
    ...firstDesign,
    couponId: query.get('coupon') ?? rows.find(({ valid }) => valid)?.id ?? rows[0]?.id ?? '',
    audience: 'without',
    pasted: '',
  })
  const { audience, input, preview } = useDesign(given, rows)
  const change = (name: string, value: FieldValue): void => {
    setValues({ ...given, [name]: value })
    // Part of the address, so that it survives a reload.
    if (name === 'couponId') navigate(toHref(['designer'], { coupon: String(value) }), true)
  }
  const create = (): void => {
    const coupon = rows.find(({ id }) => id === given['couponId'])
    if (coupon !== undefined) void startJob(planJob(input, coupon, programId))
  }
  return (
    <div class="designer">
      <DesignForm coupons={rows} values={given} audience={audience} onChange={change} />
      <div class="designer-side">
        <button
          type="button"
          class="button primary"
          disabled={isBusy || preview.kind === 'problem' || audience.people.length === 0}
          onClick={create}
        >
          {texts.designer.create(audience.people.length)}
        </button>
        {isBusy && <p class="help">{texts.designer.busy}</p>}
        <PreviewPanel preview={preview} />
      </div>
    </div>
  )
}

type DesignInput = Parameters<typeof createPreview>[0]

/** Creates the codes of everyone, as a job that can be stored. */
function planJob(input: DesignInput, coupon: CouponRow, programId: string): StoredJob {
  const rows = createCodes(input).map(({ code, subject: { affiliate } }) => {
    const { id, firstName, lastName, email } = affiliate
    return { affiliateId: id, firstName, lastName, email, code }
  })
  return {
    id: crypto.randomUUID(),
    programId,
    couponId: coupon.id,
    couponName: coupon.name,
    createdAt: new Date().toISOString(),
    rows,
  }
}

interface DesignState {
  readonly audience: Audience
  readonly input: DesignInput
  readonly preview: Preview
}

function useDesign(values: FieldValues, rows: readonly CouponRow[]): DesignState {
  const people = useCollection(affiliates).rows
  const existing = useCollection(codes).rows
  const couponId = String(values['couponId'])
  const kind = values['audience'] as AudienceKind
  const pasted = String(values['pasted'])
  const audience = useMemo(
    () => toAudience({ kind, couponId, pasted }, people, existing),
    [kind, couponId, pasted, people, existing],
  )
  const taken = useMemo(() => {
    const keys = new Set(existing.map(({ code }) => toCodeKey(code)))
    return (codeKey: string): boolean => keys.has(codeKey)
  }, [existing])
  const coupon = rows.find(({ id }) => id === couponId) ?? {}
  const input = { values, coupon, people: audience.people, taken }
  const preview = useMemo(() => createPreview(input), [values, coupon, audience, taken])
  return { audience, input, preview }
}

interface DesignFormProps {
  readonly coupons: readonly CouponRow[]
  readonly values: FieldValues
  readonly audience: Audience
  readonly onChange: (name: string, value: FieldValue) => void
}

function DesignForm({ coupons: rows, values, audience, onChange }: DesignFormProps): VNode {
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
      {show([toCouponField(rows)])}
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
        {values['audience'] === 'list' && (
          <PastedField values={values} audience={audience} onChange={onChange} />
        )}
      </fieldset>
    </form>
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
