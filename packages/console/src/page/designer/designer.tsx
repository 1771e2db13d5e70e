import { toCodeKey } from '@referly-kit/codegen-structure'
import type { AffiliateRow } from '@referly-kit/csv'
import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { FieldValue, FieldValues } from '../forms/field.js'
import { Heading } from '../layout/heading.js'
import { Empty } from '../lists/empty.js'
import { useProgram } from '../program/program.js'
import { useCollection } from '../records/collection.js'
import { affiliates, codes, coupons, type CouponRow } from '../records/collections.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import { toAudience, type Audience, type AudienceKind } from './audience.js'
import { DesignForm } from './design-form.js'
import { createCodes, createPreview, firstDesign, type Preview } from './design.js'
import { JobPanel } from './job-panel.js'
import type { StoredJob } from './job-store.js'
import { startJob, useJob } from './jobs.js'
import { PreviewPanel } from './preview-panel.js'
import { useAffiliateFile } from './use-affiliate-file.js'

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
  const file = useAffiliateFile()
  const { audience, input, preview } = useDesign({ values: given, rows, filed: file.rows })
  const change = (name: string, value: FieldValue): void => {
    setValues({ ...given, [name]: value })
    // Part of the address, so that it survives a reload.
    if (name === 'couponId') navigate(toHref(['designer'], { coupon: String(value) }), true)
  }
  const extraTitles = given['audience'] === 'file' ? file.extraTitles : []
  const create = (): void => {
    const coupon = rows.find(({ id }) => id === given['couponId'])
    if (coupon !== undefined) {
      void startJob(planJob(input, { coupon, programId, extraTitles }))
    }
  }
  return (
    <div class="designer">
      <DesignForm coupons={rows} values={given} audience={audience} file={file} onChange={change} />
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

interface JobPlace {
  readonly coupon: CouponRow
  readonly programId: string
  readonly extraTitles: readonly string[]
}

/** Creates the codes of everyone, as a job that can be stored. */
function planJob(input: DesignInput, { coupon, programId, extraTitles }: JobPlace): StoredJob {
  const rows = createCodes(input).map(({ code, subject: { affiliate } }) => {
    const { id, firstName, lastName, email, extras = [] } = affiliate
    return { affiliateId: id, firstName, lastName, email, code, extras }
  })
  return {
    id: crypto.randomUUID(),
    programId,
    couponId: coupon.id,
    couponName: coupon.name,
    createdAt: new Date().toISOString(),
    rows,
    extraTitles,
  }
}

interface DesignState {
  readonly audience: Audience
  readonly input: DesignInput
  readonly preview: Preview
}

interface DesignSource {
  readonly values: FieldValues
  readonly rows: readonly CouponRow[]
  /** The affiliates in the file. */
  readonly filed: readonly AffiliateRow[]
}

function useDesign({ values, rows, filed }: DesignSource): DesignState {
  const people = useCollection(affiliates).rows
  const existing = useCollection(codes).rows
  const couponId = String(values['couponId'])
  const kind = values['audience'] as AudienceKind
  const pasted = String(values['pasted'])
  const audience = useMemo(
    () => toAudience({ kind, couponId, pasted, rows: filed }, people, existing),
    [kind, couponId, pasted, filed, people, existing],
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
