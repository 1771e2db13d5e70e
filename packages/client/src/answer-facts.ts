import type { Answered } from './attempt.js'

/** How much of an answer an error carries, in characters. */
const excerptLength = 2048

/** What an error says about the answer it is about; without the key, even when the server repeats it. */
export interface AnswerFacts {
  readonly status: number
  readonly body: string
  readonly requestId: string | undefined
}

/** Reads what an error says about an answer. */
export function toAnswerFacts(answer: Answered): AnswerFacts {
  // Taken out before the cut: a key that lies across it would leave its first half.
  const body = answer.redact(answer.text).slice(0, excerptLength)
  return { status: answer.status, body, requestId: toRequestId(answer) }
}

/**
 * Reads the id under which the server knows the request: from the API's own header, else from that of its content
 * network.
 */
export function toRequestId({ headers, redact }: Answered): string | undefined {
  const id = headers.get('x-request-id') ?? headers.get('request-id') ?? headers.get('cf-ray')
  return redact(id ?? undefined)
}
