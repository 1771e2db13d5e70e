import type { WebhookAttempt, WebhookDeliveryLog } from '@referly-kit/types'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { referly } from '../api.js'
import { toNumberText, toTimeText } from '../format.js'
import { Facts, type Fact } from '../layout/facts.js'
import { Heading } from '../layout/heading.js'
import { notify } from '../layout/notices.js'
import { toProblem } from '../problems.js'
import { Missing } from '../records/missing.js'
import { toFailure, type Reading } from '../records/record.js'
import { toHref } from '../router.js'
import { texts } from '../texts.js'
import { DeliveryBadge, toResponseText } from './deliveries.js'

const labels = texts.webhooks.deliveries

/** Properties of the page of a delivery. */
export interface DeliveryPageProps {
  readonly webhookId: string
  readonly id: string
}

/** The page of a delivery: its body, and each attempt with its request and response. */
export function DeliveryPage({ webhookId, id }: DeliveryPageProps): VNode {
  const [log, setLog] = useState<WebhookDeliveryLog>()
  const [reading, setReading] = useState<Reading>({ status: 'loading' })
  const read = async (): Promise<void> => {
    try {
      setLog(await referly.kit.webhooks.deliveries.get(id))
    } catch (error) {
      setReading(toFailure(error))
    }
  }
  useEffect(() => void read(), [id])
  const back = { href: toHref(['webhooks', webhookId]), title: labels.title }
  if (log === undefined) return <Missing {...reading} back={back} onRetry={() => void read()} />
  const resend = async (): Promise<void> => {
    try {
      await referly.kit.webhooks.deliveries.resend(id)
      notify(labels.resent)
      await read()
    } catch (error) {
      notify(toProblem(error).message)
    }
  }
  return (
    <>
      <Heading title={log.event} back={back} badge={<DeliveryBadge delivery={log} />}>
        <button type="button" class="button" onClick={() => void read()}>
          {labels.refresh}
        </button>
        <button type="button" class="button" onClick={() => void resend()}>
          {labels.resend}
        </button>
      </Heading>
      <Facts facts={toFacts(log)} />
      <Log log={log} />
    </>
  )
}

/** The attempts, the last one first, and the body that they sent. */
function Log({ log }: { readonly log: WebhookDeliveryLog }): VNode {
  return (
    <>
      <section class="stack">
        <h2>{labels.attemptsTitle}</h2>
        {log.attempts.length === 0 && <p>{labels.noAttempts}</p>}
        {log.attempts.toReversed().map((attempt) => (
          <Attempt key={attempt.attempt} attempt={attempt} />
        ))}
      </section>
      <section class="stack">
        <h2>{labels.payload}</h2>
        <Source text={JSON.stringify(log.payload, null, 2)} label={labels.payload} />
      </section>
    </>
  )
}

function toFacts(log: WebhookDeliveryLog): readonly Fact[] {
  const { nextAttemptAt } = log
  return [
    [texts.webhooks.columns.url, log.url, 'wide'],
    [labels.columns.created, toTimeText(log.createdAt)],
    [labels.columns.attempts, toNumberText(log.attemptCount)],
    [labels.next, nextAttemptAt === null ? labels.none : toTimeText(nextAttemptAt)],
    [labels.message, <code key="message">{log.messageId}</code>],
    [texts.record.id, <code key="id">{log.id}</code>],
  ]
}

function Attempt({ attempt }: { readonly attempt: WebhookAttempt }): VNode {
  const headers = Object.entries(attempt.requestHeaders).map(([name, value]) => `${name}: ${value}`)
  return (
    <article class="panel">
      <h3>{labels.attempt(attempt.attempt)}</h3>
      <Facts
        facts={[
          [labels.columns.response, toResponseText(attempt)],
          [labels.took, labels.duration(attempt.durationMs)],
          [labels.started, toTimeText(attempt.startedAt)],
        ]}
      />
      <details>
        <summary>{labels.headers}</summary>
        <Source text={headers.join('\n')} label={labels.headers} />
      </details>
      <details open>
        <summary>{labels.responseBody}</summary>
        <Source text={attempt.responseBody || labels.emptyBody} label={labels.responseBody} />
      </details>
    </article>
  )
}

/** Text that scrolls in its own box, which the keyboard can reach. */
function Source({ text, label }: { readonly text: string; readonly label: string }): VNode {
  return (
    <pre class="source" tabIndex={0} aria-label={label} role="region">
      {text}
    </pre>
  )
}
