import type { ApiKey } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Badge } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { texts } from '../texts.js'
import { readKeys, toName, useKeys } from './key-list.js'
import { KeyTable, type KeyColumn } from './key-table.js'

const words = texts.program.sessions

/** The page of the sessions of the console. */
export function Sessions(): VNode {
  const list = useKeys('SESSION')
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const [confirmation, setConfirmation] = useState<Confirmation>()
  useEffect(() => {
    const show = (keys: readonly ApiKey[]): void =>
      setNames(new Map(keys.map((key) => [key.id, toName(key)])))
    // Without the names, the sessions are still worth seeing.
    readKeys('KEY').then(show, () => {})
  }, [])
  const ask = (session: ApiKey): void =>
    setConfirmation({
      title: words.endTitle,
      lead: words.endLead(toTimeText(session.createdAt)),
      action: words.end,
      isDangerous: true,
      async run() {
        await referly.kit.keys.revoke(session.id)
        notify(words.ended)
        await list.reload()
      },
    })
  return (
    <>
      <p class="lead">{words.lead}</p>
      <KeyTable label={words.title} list={list} columns={toColumns(names, ask)} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function toColumns(
  names: ReadonlyMap<string, string>,
  onEnd: (session: ApiKey) => void,
): readonly KeyColumn[] {
  const { columns } = words
  return [
    { title: columns.started, cell: ({ createdAt }) => toTimeText(createdAt) },
    {
      title: columns.with,
      cell: ({ startedBy }) =>
        startedBy === null ? words.link : (names.get(startedBy) ?? words.key),
      isExtra: true,
    },
    {
      title: columns.used,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? words.unused : toTimeText(lastUsedAt)),
      isExtra: true,
    },
    {
      title: columns.expires,
      cell: ({ expiresAt }) => (expiresAt === null ? '' : toTimeText(expiresAt)),
      isExtra: true,
    },
    { title: columns.action, cell: (session) => <EndButton session={session} onEnd={onEnd} /> },
  ]
}

interface EndButtonProps {
  readonly session: ApiKey
  readonly onEnd: (session: ApiKey) => void
}

function EndButton({ session, onEnd }: EndButtonProps): VNode {
  if (session.isCurrent) return <Badge tone="good">{words.current}</Badge>
  return (
    <button
      type="button"
      class="button quiet"
      aria-label={words.endOne(toTimeText(session.createdAt))}
      onClick={() => onEnd(session)}
    >
      {words.end}
    </button>
  )
}
