import { type Invocation, toShellWord } from '../invocation.js'

/** Where `serve` listens unless told otherwise, so that a proposed address is the one it prints. */
export const defaultPort = 4400

/** What the proposed commands are made of. */
export interface NextStepsInput {
  readonly invocation: Invocation
  /** As the user would write it. */
  readonly dataDir: string
  readonly apiKey: string
}

/** Proposes what to try after quickstart; each command can be pasted as it is. */
export function toNextSteps({ invocation, dataDir, apiKey }: NextStepsInput): readonly string[] {
  const data = toShellWord(dataDir)
  const codes = `http://127.0.0.1:${defaultPort}/api/v1/promotional-codes`
  return [
    'What to try next:',
    '  your own affiliates (columns first_name, last_name, email):',
    `    ${invocation.quickstart} my.csv`,
    '  the same records, served until Ctrl-C:',
    `    ${invocation.referly} serve --data ${data} --port ${defaultPort}`,
    '  and, in another terminal, asked over HTTP:',
    `    curl -H 'Authorization: Bearer ${apiKey}' ${codes}`,
    '  everything else:',
    `    ${invocation.referly} --help`,
  ]
}
