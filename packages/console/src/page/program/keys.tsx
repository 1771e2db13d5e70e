import type { ApiKey, CreatedApiKey } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toTimeText } from '../format.js'
import { Confirm, type Confirmation } from '../layout/confirm.js'
import { Badge } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { texts } from '../texts.js'
import { toName, useKeys } from './key-list.js'
import { KeyTable, type KeyColumn } from './key-table.js'
import { NewKey, NewKeyForm } from './new-key.js'

const words = texts.program.keys

/** The page of the API keys. */
export function Keys(): VNode {
  const list = useKeys('KEY')
  const [created, setCreated] = useState<CreatedApiKey>()
  const [confirmation, setConfirmation] = useState<Confirmation>()
  const ask = (key: ApiKey): void =>
    setConfirmation({
      title: words.revokeTitle(toName(key)),
      lead: words.revokeLead,
      action: words.revoke,
      isDangerous: true,
      async run() {
        await referly.kit.keys.revoke(key.id)
        if (created?.id === key.id) setCreated(undefined)
        notify(words.revoked(toName(key)))
        await list.reload()
      },
    })
  return (
    <>
      <p class="lead">{words.lead}</p>
      <NewKeyForm
        onCreated={(key) => {
          setCreated(key)
          void list.reload()
        }}
      />
      {created !== undefined && <NewKey created={created} onDone={() => setCreated(undefined)} />}
      <KeyTable label={words.title} list={list} columns={toColumns(ask)} />
      <Confirm confirmation={confirmation} onClose={() => setConfirmation(undefined)} />
    </>
  )
}

function toColumns(onRevoke: (key: ApiKey) => void): readonly KeyColumn[] {
  const { columns } = words
  return [
    {
      title: columns.label,
      cell: (key) => <KeyName apiKey={key} />,
    },
    { title: columns.prefix, cell: (key) => <Prefix apiKey={key} />, isExtra: true },
    { title: columns.created, cell: ({ createdAt }) => toTimeText(createdAt), isExtra: true },
    {
      title: columns.used,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? words.never : toTimeText(lastUsedAt)),
      isExtra: true,
    },
    {
      title: columns.action,
      cell: (key) => (
        <button
          type="button"
          class="button quiet"
          aria-label={words.revokeOne(toName(key))}
          onClick={() => onRevoke(key)}
        >
          {words.revoke}
        </button>
      ),
    },
  ]
}

/** The name of a key. On a narrow screen, keys without one can be recognized by their first characters. */
function KeyName({ apiKey }: { readonly apiKey: ApiKey }): VNode {
  return (
    <>
      {apiKey.label ?? (
        <>
          <span class="muted">{words.unnamed}</span>
          <span class="narrow">
            {' '}
            <Prefix apiKey={apiKey} />
          </span>
        </>
      )}{' '}
      {apiKey.isCurrent && <Badge tone="good">{words.current}</Badge>}
    </>
  )
}

function Prefix({ apiKey: { prefix } }: { readonly apiKey: ApiKey }): VNode {
  return <code>{prefix === null ? words.hidden : `${prefix}…`}</code>
}
