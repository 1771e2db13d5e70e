import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toDateText, toMoneyText, toNumberText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { useCollection } from '../records/collection.js'
import { codes, type CodeRow } from '../records/collections.js'
import { Missing } from '../records/missing.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { CodeEditForm, updateCode } from './code-form.js'
import { CodeBadge } from './code-list.js'

const back = { href: toHref(['codes']), title: texts.codes.title }

/** Properties of the page of a code. */
export interface CodePageProps {
  readonly id: string
  readonly isEditing: boolean
}

/** The page of a code. */
export function CodePage({ id, isEditing }: CodePageProps): VNode {
  const state = useCollection(codes)
  const row = state.rows.find((each) => each.id === id)
  const [confirmation, setConfirmation] = useState<Confirmation>()
  if (row === undefined) return <Missing status={state.status} back={back} />
  if (isEditing) return <CodeEditForm code={row} />
  const { active, code } = row
  const change = (): void => {
    if (active) setConfirmation(toStop(row))
    else void updateCode(row, { active: true })
  }
  return (
    <>
      <Heading title={code} back={back} badge={<CodeBadge code={row} />}>
        <button type="button" class="button" onClick={() => void copy(code)}>
          {texts.codes.copy}
        </button>
        <a class="button" href={toHref(['codes', id], { edit: '1' })}>
          {texts.record.edit}
        </a>
        <button type="button" class="button" onClick={change}>
          {active ? texts.codes.stop : texts.codes.start}
        </button>
        <button type="button" class="button" onClick={() => setConfirmation(toDeletion(row))}>
          {texts.codes.delete}
        </button>
      </Heading>
      <Facts facts={toFacts(row)} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

async function copy(code: string): Promise<void> {
  await navigator.clipboard.writeText(code)
  notify(texts.codes.copied(code))
}

function toFacts(code: CodeRow): readonly Fact[] {
  const { fields, columns } = texts.codes
  const { maxRedemptions, expiresAt, minimumAmount, affiliateId } = code
  const limit = maxRedemptions == null ? texts.record.unlimited : toNumberText(maxRedemptions)
  const minimum =
    minimumAmount == null ? '' : toMoneyText(minimumAmount, code.minimumAmountCurrency)
  const toAnswer = (value: boolean): string => (value ? texts.record.yes : texts.record.no)
  return [
    [
      columns.coupon,
      <a key="coupon" href={toHref(['coupons', code.couponId])}>
        {code.couponName}
      </a>,
    ],
    [
      columns.affiliate,
      affiliateId ? (
        <a key="affiliate" href={toHref(['affiliates', affiliateId])}>
          {code.affiliateName}
        </a>
      ) : (
        texts.codes.unassigned
      ),
    ],
    [columns.redeemed, toNumberText(code.timesRedeemed)],
    [fields.maxRedemptions, limit],
    [fields.expiresAt, expiresAt ? toDateText(expiresAt) : texts.record.never],
    [fields.minimumAmount, minimum || texts.record.none],
    [fields.firstTimeOrder, toAnswer(code.firstTimeOrder)],
    [fields.limitToAffiliate, toAnswer(code.limitToAffiliate)],
    [texts.record.created, toTimeText(code.createdAt)],
    [texts.record.id, <code key="id">{code.id}</code>],
  ]
}

function toStop(row: CodeRow): Confirmation {
  return {
    title: texts.codes.stopTitle(row.code),
    lead: texts.codes.stopLead,
    action: texts.codes.stop,
    isDangerous: true,
    run: () => updateCode(row, { active: false }),
  }
}

function toDeletion({ id, code }: CodeRow): Confirmation {
  return {
    title: texts.codes.deleteTitle(code),
    lead: texts.codes.deleteLead,
    action: texts.codes.delete,
    isDangerous: true,
    async run() {
      await referly.promotionalCodes.delete({ promotionalCodeId: id })
      navigate(back.href)
      codes.remove(id)
      notify(texts.codes.deleted(code))
    },
  }
}
