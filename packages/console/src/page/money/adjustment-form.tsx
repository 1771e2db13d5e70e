import type { Balance } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toMoneyText } from '../format.js'
import type { FieldDefinition, FieldValues } from '../forms/field.js'
import { Form } from '../forms/form.js'
import { newAdjustmentRules } from '../forms/rules.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { toProblem } from '../problems.js'
import { useProgram } from '../program/program.js'
import { announceChange } from '../records/changes.js'
import { navigate, toHref } from '../router.js'
import { texts } from '../texts.js'
import { useAffiliateName } from './names.js'
import { sendOnce } from './once.js'
import { Unread } from './unread.js'

const { adjustments: words } = texts.money

const fields: readonly FieldDefinition[] = [
  {
    name: 'direction',
    label: words.fields.direction,
    kind: 'select',
    options: Object.entries(words.directions).map(([value, title]) => ({ value, title })),
  },
  { name: 'amount', label: words.fields.amount, rule: newAdjustmentRules['amount'] },
  {
    name: 'note',
    label: words.fields.note,
    help: words.fields.noteHelp,
    rule: newAdjustmentRules['note'],
  },
]

/** The form that adds an amount to the balance of an affiliate, or deducts one. */
export function AdjustmentForm({ affiliateId }: { readonly affiliateId: string }): VNode {
  const name = useAffiliateName(affiliateId)
  const { payable, problem } = usePayable(affiliateId)
  const currency = useProgram()?.currency
  const back = {
    href: toHref(['money', 'balances', affiliateId]),
    title: name ?? texts.money.unnamed,
  }
  if (payable === undefined || currency === undefined) {
    return <Unread title={words.title} back={back} problem={problem} />
  }
  return (
    <>
      <Heading title={words.title} back={back} />
      <Form
        fields={fields}
        initial={{ direction: 'add', amount: '', note: '' }}
        submit={words.create}
        cancelHref={back.href}
        check={({ amount }) => (Number(amount) > 0 ? {} : { amount: words.amountProblem })}
        aside={(values) => <Effects values={values} payable={payable} currency={currency} />}
        onSubmit={async (values) => {
          await createAdjustment(affiliateId, values, currency)
          navigate(back.href)
        }}
      />
    </>
  )
}

function toSigned({ direction, amount }: FieldValues): number {
  return direction === 'deduct' ? -Number(amount) : Number(amount)
}

async function createAdjustment(
  affiliateId: string,
  values: FieldValues,
  currency: string,
): Promise<void> {
  const request = {
    affiliateId,
    amount: toSigned(values),
    note: String(values['note']).trim(),
  }
  const { amount } = await sendOnce({ adjustment: request }, (idempotencyKey) =>
    referly.kit.adjustments.create({ ...request, idempotencyKey }),
  )
  announceChange()
  const text = toMoneyText(Math.abs(amount), currency)
  notify(amount < 0 ? words.deducted(text) : words.added(text))
}

interface PayableState {
  /** In the currency of the program; 0 without a balance. */
  readonly payable: number | undefined
  readonly problem: string | undefined
}

function usePayable(affiliateId: string): PayableState {
  const [state, setState] = useState<PayableState>({ payable: undefined, problem: undefined })
  const currency = useProgram()?.currency
  useEffect(() => {
    const toPayable = (balances: readonly Balance[]): number =>
      balances.find((balance) => balance.currency === currency)?.payable ?? 0
    referly.kit.balances.list({ affiliateId }).then(
      ({ data }) => setState({ payable: toPayable(data), problem: undefined }),
      (error: unknown) => setState({ payable: undefined, problem: toProblem(error).message }),
    )
  }, [affiliateId, currency])
  return state
}

interface EffectsProps {
  readonly values: FieldValues
  readonly payable: number
  readonly currency: string
}

/** The consequences of the adjustment in the form. */
function Effects({ values, payable, currency }: EffectsProps): VNode {
  const amount = toSigned(values)
  const isValid = Number.isFinite(amount) && amount !== 0
  const left = Math.round((payable + amount) * 1e5) / 1e5
  return (
    <>
      <h2>{texts.coupons.effect.title}</h2>
      <ul>
        <li>
          {isValid
            ? words.effects.payable(toMoneyText(payable, currency), toMoneyText(left, currency))
            : words.amountProblem}
        </li>
        {isValid && left < 0 && <li>{words.effects.negative}</li>}
        <li>{words.effects.final}</li>
      </ul>
    </>
  )
}
