import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { toProblem } from '../problems.js'
import { texts } from '../texts.js'
import { findAffiliates } from './find-affiliates.js'
import { findAddresses, mostChosen, type PayoutSelection } from './selection.js'

const { preview: words } = texts.money

/** Properties of the choice of what to pay. */
export interface SelectionFormProps {
  readonly selection: PayoutSelection
  readonly onSelect: (selection: PayoutSelection) => void
  /** True while the affiliates are being entered, when nothing is selected yet. */
  readonly isListing: boolean
  readonly onListing: (isListing: boolean) => void
}

/** The choice of what to pay: everything, amounts up to a day, or some affiliates. */
export function SelectionForm(props: SelectionFormProps): VNode {
  const { selection, onSelect, isListing, onListing } = props
  return (
    <div class="selection">
      <UntilField selection={selection} onSelect={onSelect} />
      <AffiliatesField
        selection={selection}
        isListing={isListing}
        onChoose={(kind) => {
          onListing(kind === 'listed')
          const { affiliateIds, ...rest } = selection
          if (kind === 'all' && affiliateIds !== undefined) onSelect(rest)
        }}
      />
      {isListing && (
        <ListedAffiliates
          onFound={(ids) => {
            onSelect({ ...selection, affiliateIds: ids })
            onListing(false)
          }}
        />
      )}
    </div>
  )
}

type UntilFieldProps = Pick<SelectionFormProps, 'selection' | 'onSelect'>

function UntilField({ selection, onSelect }: UntilFieldProps): VNode {
  const { until, ...rest } = selection
  return (
    <div class="field">
      <label for="payout-until">
        {words.until}
        <span class="optional"> {texts.form.optional}</span>
      </label>
      <input
        id="payout-until"
        type="date"
        value={until ?? ''}
        aria-describedby="payout-until-help"
        onChange={({ currentTarget: { value } }) =>
          onSelect(value === '' ? rest : { ...rest, until: value })
        }
      />
      <p id="payout-until-help" class="help">
        {words.untilHelp}
      </p>
    </div>
  )
}

type AffiliatesKind = 'all' | 'chosen' | 'listed'

interface AffiliatesFieldProps {
  readonly selection: PayoutSelection
  readonly isListing: boolean
  readonly onChoose: (kind: AffiliatesKind) => void
}

function AffiliatesField({ selection, isListing, onChoose }: AffiliatesFieldProps): VNode {
  const { affiliateIds } = selection
  const kind = affiliateIds === undefined ? 'all' : 'chosen'
  return (
    <div class="field">
      <label for="payout-affiliates">{words.affiliates}</label>
      <select
        id="payout-affiliates"
        value={isListing ? 'listed' : kind}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as AffiliatesKind)}
      >
        <option value="all">{words.kinds.all}</option>
        {affiliateIds !== undefined && (
          <option value="chosen">{words.kinds.chosen(affiliateIds.length)}</option>
        )}
        <option value="listed">{words.kinds.listed}</option>
      </select>
    </div>
  )
}

/** A field for the addresses of the affiliates to pay. */
function ListedAffiliates({
  onFound,
}: {
  readonly onFound: (ids: readonly string[]) => void
}): VNode {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState('')
  const find = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const emails = findAddresses(text)
    if (emails.length === 0) return setProblem(words.noAddress)
    if (emails.length > mostChosen) return setProblem(words.tooMany(mostChosen))
    try {
      const { ids, unknown } = await findAffiliates(emails)
      if (unknown.length === 0) onFound(ids)
      else setProblem(words.unknown(unknown.length, unknown.slice(0, 3).join(', ')))
    } catch (error) {
      setProblem(toProblem(error).message)
    }
  }
  return (
    <form class="field listed" noValidate onSubmit={find}>
      <label for="payout-emails">{words.emails}</label>
      <textarea
        id="payout-emails"
        rows={3}
        value={text}
        aria-invalid={problem === '' ? undefined : 'true'}
        aria-describedby="payout-emails-problem"
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <p id="payout-emails-problem" class="problem" role="alert">
        {problem}
      </p>
      <button type="submit" class="button">
        {words.choose}
      </button>
    </form>
  )
}
