import { toCodeKey } from '@referly-kit/codegen-structure'
import type { VNode } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { referly } from '../api.js'
import type { FieldValue, FieldValues } from '../forms/field.js'
import { useTyped } from '../forms/use-typed.js'
import { Heading } from '../layout/heading.js'
import { Empty, Failed } from '../lists/empty.js'
import { toProblem } from '../problems.js'
import { useProgram } from '../program/program.js'
import { announceChange } from '../records/changes.js'
import type { CouponRow } from '../records/collections.js'
import { useCoupons, type CouponChoice } from '../records/use-coupons.js'
import { navigate, toHref, useRoute } from '../router.js'
import { texts } from '../texts.js'
import type { AudienceKind } from './audience.js'
import { DesignForm } from './design-form.js'
import { createCodes, createPreview, firstDesign, type PreviewInput } from './design.js'
import { JobPanel } from './job-panel.js'
import type { StoredJob } from './job-store.js'
import { startJob, useJob } from './jobs.js'
import { PreviewPanel } from './preview-panel.js'
import { useAffiliateFile } from './use-affiliate-file.js'
import { useAudience, type AudienceState } from './use-audience.js'

/** The page where codes are designed and created. */
export function Designer(): VNode {
  const program = useProgram()
  const job = useJob(program?.id)
  const chosen = useRoute().query.get('coupon')
  const coupons = useCoupons(chosen)
  const { rows, status, isLong } = coupons
  const isEmpty = status === 'ready' && rows.length === 0 && !isLong
  return (
    <>
      <Heading title={texts.designer.title} />
      {job !== undefined && <JobPanel state={job} />}
      {status === 'failed' && (
        <Failed title={texts.record.failed} problem={coupons.problem} onRetry={announceChange} />
      )}
      {isEmpty && (
        <Empty title={texts.designer.emptyTitle} lead={texts.designer.emptyLead}>
          <a class="button primary" href={toHref(['coupons', 'new'])}>
            {texts.coupons.create}
          </a>
        </Empty>
      )}
      {program !== undefined && (rows.length > 0 || isLong) && (
        <Design coupons={coupons} programId={program.id} isBusy={job !== undefined} />
      )}
    </>
  )
}

interface DesignProps {
  readonly coupons: CouponChoice
  readonly programId: string
  /** True while a job is shown; there is one at a time. */
  readonly isBusy: boolean
}

function Design({ coupons, programId, isBusy }: DesignProps): VNode {
  const { rows } = coupons
  const { query } = useRoute()
  const [given, setValues] = useTyped({
    ...firstDesign,
    couponId: query.get('coupon') ?? rows.find(({ valid }) => valid)?.id ?? rows[0]?.id ?? '',
    audience: 'without',
    pasted: '',
  })
  const file = useAffiliateFile()
  const change = (name: string, value: FieldValue): void => {
    setValues({ ...given, [name]: value })
    // Part of the address, so that it survives a reload.
    if (name === 'couponId') navigate(toHref(['designer'], { coupon: String(value) }), true)
  }
  const coupon = useChosen(rows, String(given['couponId']))
  const people = useAudience({
    kind: given['audience'] as AudienceKind,
    couponId: String(given['couponId']),
    pasted: String(given['pasted']),
    filed: file.rows,
  })
  const { audience } = people
  return (
    <div class="designer">
      <DesignForm {...{ coupons, audience, file }} values={given} onChange={change} />
      <Creation
        values={given}
        people={people}
        coupon={coupon}
        isBusy={isBusy}
        place={{
          programId,
          extraTitles: given['audience'] === 'file' ? file.extraTitles : [],
        }}
      />
    </div>
  )
}

/** Returns the chosen coupon, even while the search shows others. */
function useChosen(rows: readonly CouponRow[], id: string): CouponRow | undefined {
  const known = useRef<CouponRow | undefined>(undefined)
  const found = rows.find((row) => row.id === id)
  if (found !== undefined) known.current = found
  return known.current?.id === id ? known.current : undefined
}

interface CreationProps {
  readonly values: FieldValues
  readonly people: AudienceState
  readonly coupon: CouponRow | undefined
  readonly isBusy: boolean
  readonly place: JobPlace
}

/** The preview of the codes, and the button that creates them. */
function Creation({ values, people, coupon, isBusy, place }: CreationProps): VNode {
  const { audience, count } = people
  const [state, setState] = useState({ isPreparing: false, problem: '' })
  const { people: shown } = audience
  const preview = useMemo(
    () =>
      createPreview({ values, coupon: coupon ?? {}, people: shown, count, taken: isNeverTaken }),
    [values, coupon, shown, count],
  )
  const create = async (): Promise<void> => {
    if (coupon === undefined) return
    setState({ isPreparing: true, problem: '' })
    try {
      const [everyone, taken] = await Promise.all([people.readEveryone(), readTaken()])
      await startJob(planJob({ values, coupon, people: everyone, taken }, coupon, place))
      setState({ isPreparing: false, problem: '' })
    } catch (error) {
      setState({ isPreparing: false, problem: toProblem(error).message })
    }
  }
  const isReady = coupon !== undefined && preview.kind === 'codes' && count > 0
  return (
    <div class="designer-side">
      <button
        type="button"
        class="button primary"
        disabled={isBusy || state.isPreparing || !isReady}
        onClick={() => void create()}
      >
        {state.isPreparing ? texts.designer.preparing : texts.designer.create(count)}
      </button>
      {isBusy && <p class="help">{texts.designer.busy}</p>}
      <p class="problem" role="alert">
        {state.problem}
      </p>
      <PreviewPanel preview={preview} isLoading={people.isLoading} />
    </div>
  )
}

/** A preview compares its codes with each other only. Creating them compares all with those that exist. */
const isNeverTaken = (): boolean => false

/** Reads the codes of the program, which must not be created again. */
async function readTaken(): Promise<(codeKey: string) => boolean> {
  const keys = new Set<string>()
  for await (const { code } of referly.kit.search.codes.iterate({ limit: 1000 })) {
    keys.add(toCodeKey(code))
  }
  return (codeKey) => keys.has(codeKey)
}

interface JobPlace {
  readonly programId: string
  readonly extraTitles: readonly string[]
}

/** Creates the codes of everyone, as a job that can be stored. */
function planJob(
  input: PreviewInput,
  coupon: CouponRow,
  { programId, extraTitles }: JobPlace,
): StoredJob {
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
