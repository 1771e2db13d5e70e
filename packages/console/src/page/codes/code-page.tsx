import type { CodeSummary, PromotionalCode } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toDateText, toMoneyText, toNumberText, toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { announceChange } from '../records/changes.js'
import { Missing } from '../records/missing.js'
import { useRecord } from '../records/record.js'
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
  const { record: found, ...reading } = useRecord(id, () => readCode(id))
  const [confirmation, setConfirmation] = useState<Confirmation>()
  if (found === undefined) return <Missing {...reading} back={back} />
  const { row, state } = found
  if (isEditing) return <CodeEditForm code={row} />
  const { active, code } = row
  const change = (): void => {
    if (active) setConfirmation(toDisabling(row))
    else void updateCode(row, { active: true })
  }
  return (
    <>
      <Heading title={code} back={back} badge={<CodeBadge state={state} />}>
        <button type="button" class="button" onClick={() => void copy(code)}>
          {texts.codes.copy}
        </button>
        <a class="button" href={toHref(['codes', id], { edit: '1' })}>
          {texts.record.edit}
        </a>
        <button type="button" class="button" onClick={change}>
          {active ? texts.codes.disable : texts.codes.enable}
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

/** A code, and its state. */
interface CodeFound {
  readonly row: PromotionalCode
  readonly state: CodeSummary['status']
}

async function readCode(id: string): Promise<CodeFound | undefined> {
  const [row, { data }] = await Promise.all([
    referly.promotionalCodes.find({ id }),
    referly.kit.search.codes.list({ id }),
  ])
  const [summary] = data
  return row && summary && { row, state: summary.status }
}

async function copy(code: string): Promise<void> {
  await navigator.clipboard.writeText(code)
  notify(texts.codes.copied(code))
}

function toFacts(code: PromotionalCode): readonly Fact[] {
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
        {code.coupon?.name}
      </a>,
    ],
    [
      columns.affiliate,
      affiliateId ? (
        <a key="affiliate" href={toHref(['affiliates', affiliateId])}>
          {code.affiliate?.firstName} {code.affiliate?.lastName}
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

function toDisabling(row: PromotionalCode): Confirmation {
  return {
    title: texts.codes.disableTitle(row.code),
    lead: texts.codes.disableLead,
    action: texts.codes.disable,
    isDangerous: true,
    run: () => updateCode(row, { active: false }),
  }
}

function toDeletion({ id, code }: PromotionalCode): Confirmation {
  return {
    title: texts.codes.deleteTitle(code),
    lead: texts.codes.deleteLead,
    action: texts.codes.delete,
    isDangerous: true,
    async run() {
      await referly.promotionalCodes.delete({ promotionalCodeId: id })
      navigate(back.href)
      announceChange()
      notify(texts.codes.deleted(code))
    },
  }
}
