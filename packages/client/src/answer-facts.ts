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
export function toAnswerFacts({ status, requestId, text, redact }: Answered): AnswerFacts {
  // Taken out before the cut: a key that lies across it would leave its first half.
  return { status, requestId, body: redact(text).slice(0, excerptLength) }
}
