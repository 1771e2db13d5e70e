import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { notify } from '../layout/notices.js'
import { texts } from '../texts.js'

let kept: { readonly webhookId: string; readonly secret: string } | undefined
let update: () => void = () => {}

/** Keeps a new secret in memory until the user leaves the page of its endpoint. */
export function keepSecret(webhookId: string, secret: string): void {
  kept = { webhookId, secret }
  update()
}

function forgetSecret(): void {
  kept = undefined
  update()
}

/** The secret of an endpoint, while it is new. */
export function NewSecret({ webhookId }: { readonly webhookId: string }): VNode | null {
  const [, render] = useState({})
  useEffect(() => {
    update = () => render({})
    return () => {
      update = () => {}
      forgetSecret()
    }
  }, [webhookId])
  if (kept?.webhookId !== webhookId) return null
  const { secret } = kept
  const labels = texts.webhooks.secret
  return (
    <section class="job secret">
      <h2>{labels.title}</h2>
      <p>{labels.lead}</p>
      <code>{secret}</code>
      <div class="actions">
        <button type="button" class="button" onClick={() => void copy(secret)}>
          {labels.copy}
        </button>
        <button type="button" class="button quiet" onClick={forgetSecret}>
          {labels.done}
        </button>
      </div>
    </section>
  )
}

async function copy(secret: string): Promise<void> {
  await navigator.clipboard.writeText(secret)
  notify(texts.webhooks.secret.copied)
}
