import type { Payout, PayoutFileFormat } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { saveFile } from '../csv-file.js'
import { toProblem } from '../problems.js'
import { texts } from '../texts.js'
import { countParts } from './payout-parts.js'
import { toReference } from './payouts.js'

const { files: words } = texts.money

/** Properties of the files of a payout. */
export interface PayoutFilesProps {
  readonly payout: Payout
  readonly isPending: boolean
}

/** The files to pay a payout with. */
export function PayoutFiles({ payout, isPending }: PayoutFilesProps): VNode | null {
  const [problem, setProblem] = useState('')
  if (!isPending) return null
  const save = async (format: PayoutFileFormat, part: number): Promise<void> => {
    try {
      const text = await referly.kit.payouts.file(payout.id, { format, part })
      saveFile(toFileName(payout, format, part), text)
      setProblem('')
    } catch (error) {
      setProblem(toProblem(error).message)
    }
  }
  return (
    <section class="job files">
      <div>
        <h2>{words.title}</h2>
        <p>{words.lead}</p>
      </div>
      <div class="actions">
        {(['BANK', 'PAYPAL', 'WISE'] as const).map((format) => (
          <FileButton
            key={format}
            format={format}
            parts={countParts(format, payout.affiliates)}
            onSave={save}
          />
        ))}
      </div>
      <p class="form-problem" role="alert">
        {problem}
      </p>
    </section>
  )
}

function toFileName({ id }: Payout, format: PayoutFileFormat, part: number): string {
  const suffix = part === 1 ? '' : `-${part}`
  return `payout-${toReference(id).toLowerCase()}-${format.toLowerCase()}${suffix}.csv`
}

interface FileButtonProps {
  readonly format: PayoutFileFormat
  readonly parts: number
  readonly onSave: (format: PayoutFileFormat, part: number) => Promise<void>
}

function FileButton({ format, parts, onSave }: FileButtonProps): VNode {
  const [part, setPart] = useState(1)
  return (
    <div class="file">
      <button type="button" class="button" onClick={() => void onSave(format, part)}>
        {words.formats[format]}
      </button>
      {parts > 1 && (
        <select
          class="filter"
          aria-label={words.part(words.formats[format])}
          value={String(part)}
          onChange={({ currentTarget }) => setPart(Number(currentTarget.value))}
        >
          {Array.from({ length: parts }, (_, index) => (
            <option key={index} value={String(index + 1)}>
              {words.partOf(index + 1, parts)}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}
