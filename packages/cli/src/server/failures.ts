import type { LogWriter } from '@referly-kit/server'
import type { Context } from '../context.js'

/** Creates a log that tells the person at the terminal about failures of the server, and nothing else. */
export function createFailureLog({ note }: Context['output']): LogWriter {
  return {
    errorsOnly: true,
    write(lines) {
      for (const line of lines.trimEnd().split('\n')) note(toFailureText(line))
    },
  }
}

/** A line of the log about a failed request, about webhooks that cannot be sent, or about a disabled webhook. */
interface FailureLine {
  readonly requestId?: string
  readonly method?: string
  readonly path?: string
  readonly webhookId?: string
  readonly failingSince?: string
  readonly failure?: { readonly message?: string }
}

/** Turns a log line into a sentence. */
function toFailureText(line: string): string {
  const { requestId, method, path, webhookId, failingSince, failure } = JSON.parse(
    line,
  ) as FailureLine
  if (webhookId !== undefined) {
    return `Warning: The webhook ${webhookId} was disabled, because its deliveries have failed since ${failingSince}.`
  }
  const cause = (failure?.message ?? 'unknown error').replace(/\.$/, '')
  if (requestId === undefined) return `Warning: Webhooks cannot be sent: ${cause}.`
  return `Warning: ${method} ${path} failed (request id ${requestId}): ${cause}. For details, run this with --log.`
}
