import type { RefundReason, Sale } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toAmountInput, toMoneyText } from '../format.js'
import type { FieldDefinition, FieldValues } from '../forms/field.js'
import { Form } from '../forms/form.js'
import { newRefundRules } from '../forms/rules.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { toProblem } from '../problems.js'
import { useProgram } from '../program/program.js'
import { announceChange } from '../records/changes.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { sendOnce } from './once.js'
import { readRefunded } from './refunded.js'
import { Unread } from './unread.js'

const { refunds: words } = texts.money

const fields: readonly FieldDefinition[] = [
  { name: 'amount', label: words.fields.amount, rule: newRefundRules['amount'], isRequired: true },
  {
    name: 'reason',
    label: words.fields.reason,
    kind: 'select',
    options: Object.entries(words.reasons).map(([value, title]) => ({ value, title })),
  },
  {
    name: 'note',
    label: words.fields.note,
    help: words.fields.noteHelp,
    rule: newRefundRules['note'],
  },
]

/** A sale, and the amount of it that has not been refunded yet. */
interface Refundable {
  readonly sale: Sale
  readonly left: number
}

/** The form for a refund of a sale or a part of it. */
export function RefundForm({ saleId }: { readonly saleId: number }): VNode {
  const { refundable, problem } = useRefundable(saleId)
  const currency = useProgram()?.currency
  const back = { href: toHref(['sales', String(saleId)]), title: texts.sales.name(saleId) }
  const title = words.createTitle(saleId)
  if (refundable === undefined || currency === undefined) {
    return <Unread title={title} back={back} problem={problem} />
  }
  const { left } = refundable
  return (
    <>
      <Heading title={title} back={back} />
      <Form
        fields={fields}
        initial={{ amount: toAmountInput(left, currency), reason: 'REQUESTED', note: '' }}
        submit={words.create}
        cancelHref={back.href}
        check={({ amount }) =>
          Number(amount) > 0 && Number(amount) <= left
            ? {}
            : { amount: words.amountProblem(toMoneyText(left, currency)) }
        }
        aside={(values) => <Effects values={values} currency={currency} {...refundable} />}
        onSubmit={async (values) => {
          await createRefund(saleId, values, currency)
          navigate(back.href)
        }}
      />
    </>
  )
}

async function createRefund(
  saleId: number,
  { amount, reason, note }: FieldValues,
  currency: string,
): Promise<void> {
  const text = String(note).trim()
  const request = {
    saleId,
    amount: Number(amount),
    reason: reason as RefundReason,
    ...(text !== '' && { note: text }),
  }
  const refund = await sendOnce({ refund: request }, (idempotencyKey) =>
    referly.kit.refunds.create({ ...request, idempotencyKey }),
  )
  announceChange()
  notify(words.created(toMoneyText(refund.amount, currency)))
}

interface RefundableState {
  readonly refundable: Refundable | undefined
  readonly problem: string | undefined
}

function useRefundable(saleId: number): RefundableState {
  const [state, setState] = useState<RefundableState>({ refundable: undefined, problem: undefined })
  useEffect(() => {
    readRefundable(saleId).then(
      (refundable) => setState({ refundable, problem: undefined }),
      (error: unknown) => setState({ refundable: undefined, problem: toProblem(error).message }),
    )
  }, [saleId])
  return state
}

async function readRefundable(saleId: number): Promise<Refundable> {
  const [sale, refunded] = await Promise.all([
    referly.sales.find({ id: saleId }),
    readRefunded(saleId),
  ])
  if (sale === undefined) throw new Error(texts.record.missing)
  // Rounds away what floating-point numbers have below a cent.
  return { sale, left: Math.round((sale.totalEarned - refunded) * 1e5) / 1e5 }
}

interface EffectsProps extends Refundable {
  readonly values: FieldValues
  readonly currency: string
}

/** The consequences of the refund in the form. */
function Effects({ values, sale, left, currency }: EffectsProps): VNode {
  const amount = Number(values['amount'])
  const isValid = amount > 0 && amount <= left
  const { commissionEarned = 0 } = sale
  const commission = toMoneyText(commissionEarned * (isValid ? amount / left : 0), currency)
  return (
    <>
      <h2>{texts.coupons.effect.title}</h2>
      <ul>
        {isValid ? (
          <>
            <li>
              {amount === left
                ? words.effects.whole
                : words.effects.part(
                    toMoneyText(amount, currency),
                    toMoneyText(left - amount, currency),
                  )}
            </li>
            <li>{words.effects.commission(commission, toMoneyText(commissionEarned, currency))}</li>
            <li>{words.effects.paid}</li>
          </>
        ) : (
          <li>{words.amountProblem(toMoneyText(left, currency))}</li>
        )}
        <li>{words.effects.noMoney}</li>
      </ul>
    </>
  )
}
