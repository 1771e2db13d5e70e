import { toShellWord, type Invocation } from '../invocation.js'
import { defaultPort } from '../server/local-server.js'

/** The values in the suggested commands. */
export interface NextStepsInput {
  readonly invocation: Invocation
  /** As the user would write it. */
  readonly dataDir: string
  readonly apiKey: string
}

/** Suggests what to try after quickstart. Each command can be pasted unchanged. */
export function toNextSteps({ invocation, dataDir, apiKey }: NextStepsInput): readonly string[] {
  const data = toShellWord(dataDir)
  const codes = `http://127.0.0.1:${defaultPort}/api/v1/promotional-codes`
  return [
    'Next steps:',
    '  Run the demo with your own affiliates (columns first_name, last_name, email):',
    `    ${invocation.quickstart} my.csv`,
    '  Query these records from another terminal, while they are served:',
    `    curl -H 'Authorization: Bearer ${apiKey}' ${codes}`,
    '  See all commands:',
    `    ${invocation.referly} --help`,
    '  Open these records in a browser. This serves them until Ctrl-C and prints a sign-in link:',
    `    ${invocation.referly} serve --data ${data} --port ${defaultPort}`,
  ]
}
