import { toNewAffiliate, type AffiliateRow } from '@referly-kit/csv'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { notify } from '../layout/notices.js'
import { toProblem } from '../problems.js'
import { announceChange } from '../records/changes.js'
import { texts } from '../texts.js'
import type { Audience } from './audience.js'

const { file: words } = texts.designer

/** Maximum number of creates in flight. */
const concurrency = 6

/** The affiliates in a file who get no code, and the button that creates those who do not exist. */
export function LeftOut({
  audience: { missing, skipped },
}: {
  readonly audience: Audience
}): VNode {
  const some = missing.slice(0, 3).map(({ email, line }) => words.missingOne(email, line))
  return (
    <div class="left-out">
      {skipped > 0 && <p class="help">{words.skipped(skipped)}</p>}
      {missing.length > 0 && (
        <>
          <p class="problem">{words.missing(missing.length, some.join(', '))}</p>
          <CreateMissing missing={missing} />
        </>
      )}
    </div>
  )
}

function CreateMissing({ missing }: { readonly missing: readonly AffiliateRow[] }): VNode {
  const [isCreating, setCreating] = useState(false)
  const [problem, setProblem] = useState('')
  const create = async (): Promise<void> => {
    setCreating(true)
    const { created, message } = await createAffiliates(missing)
    setCreating(false)
    setProblem(message)
    if (created > 0) notify(words.created(created))
    announceChange()
  }
  return (
    <>
      <button type="button" class="button" disabled={isCreating} onClick={() => void create()}>
        {words.create(missing.length)}
      </button>
      <p class="problem" role="alert">
        {problem}
      </p>
    </>
  )
}

interface Created {
  readonly created: number
  /** The first reason why one was not created. */
  readonly message: string
}

/** Creates affiliates. Those that someone else created in the meantime are left unchanged. */
async function createAffiliates(rows: readonly AffiliateRow[]): Promise<Created> {
  let created = 0
  let message = ''
  const inputs = rows.map(({ firstName, lastName, email }) =>
    toNewAffiliate({ firstName, lastName, email }),
  )
  for await (const result of referly.affiliates.createMany(inputs, { concurrency })) {
    if ('record' in result) created++
    if (result.status !== 'failed') continue
    const line = rows[result.index]?.line ?? 0
    message ||= words.line(line, toProblem(result.error).message)
  }
  return { created, message }
}
