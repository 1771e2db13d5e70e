import { readFileSync } from 'node:fs'
import { distance } from 'fastest-levenshtein'
import { addAdmin } from './commands/admin/index.js'
import { addAffiliates } from './commands/affiliates/index.js'
import { addApi } from './commands/api.js'
import { addBalances } from './commands/balances.js'
import { addCodes } from './commands/codes/index.js'
import { addCommissions } from './commands/commissions/index.js'
import { addCompletion } from './commands/completion.js'
import { addCoupons } from './commands/coupons/index.js'
import { addDoctor } from './commands/doctor.js'
import { addJobs } from './commands/jobs/index.js'
import { addKeys } from './commands/keys/index.js'
import { addLinks } from './commands/links/index.js'
import { addPayouts } from './commands/payouts/index.js'
import { addPreview } from './commands/preview.js'
import { addProfiles } from './commands/profiles/index.js'
import { addProgram } from './commands/program/index.js'
import { addQuickstart } from './commands/quickstart.js'
import { ReferlyCommand } from './commands/referly-command.js'
import { addReferrals } from './commands/referrals/index.js'
import { addRefunds } from './commands/refunds/index.js'
import { addReport } from './commands/report/index.js'
import { addSales } from './commands/sales/index.js'
import { addServe } from './commands/serve.js'
import { addStatements } from './commands/statements.js'
import { addWebhooks } from './commands/webhooks/index.js'
import type { Context } from './context.js'

/**
 * Creates the command line of `referly`.
 *
 * Usage errors, help, and version are thrown as commander's `CommanderError`.
 */
export function createProgram(context: Context): ReferlyCommand {
  const { output } = context
  const program = new ReferlyCommand('referly')
    .description('Give affiliates their own promotional codes, and see what the codes earn.')
    .version(readVersion(), '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Print help')
    .helpCommand('help [command]', 'Print help for a command')
    .showHelpAfterError('Run with --help for usage.')
    .configureOutput({
      writeOut: (text) => writeLines(text, (line) => output.data(line)),
      writeErr: (text) => writeLines(text, (line) => output.note(line)),
      outputError: (text, write) => write(toErrorText(text)),
    })
    .exitOverride()
    .examples(['referly quickstart', 'referly serve --port 4400'])
  addQuickstart(program, context, runCommand)
  addServe(program, context)
  addCoupons(program, context)
  addAffiliates(program, context)
  addCodes(program, context)
  addJobs(program, context)
  addLinks(program, context)
  addReferrals(program, context)
  addSales(program, context)
  addReport(program, context)
  addBalances(program, context)
  addCommissions(program, context)
  addRefunds(program, context)
  addPayouts(program, context)
  addStatements(program, context)
  addWebhooks(program, context)
  addPreview(program, context)
  addApi(program, context)
  addDoctor(program, context)
  addProfiles(program, context)
  addProgram(program, context)
  addKeys(program, context)
  addAdmin(program, context)
  addCompletion(program, context)
  return program
}

/** Runs a command within another one, as quickstart does. */
function runCommand(words: readonly string[], context: Context): Promise<unknown> {
  return createProgram(context).parseAsync([...words], { from: 'user' })
}

/** The most letters by which a suggestion differs from the word: `create` is not what `update` was meant to be. */
const maxDistance = 2

/** Writes an error of commander like the others, without suggestions that are not similar. */
function toErrorText(text: string): string {
  const sentence = text.replace(/^error: /, 'Error: ')
  const [, word, suggestion] = /'(\S+)'\n\(Did you mean (\S+)\?\)/.exec(text) ?? []
  if (word === undefined || suggestion === undefined) return sentence
  const isSimilar = distance(word, suggestion) <= maxDistance
  return isSimilar ? sentence : sentence.replace(/\n\(Did you mean .*\?\)/, '')
}

function writeLines(text: string, write: (line: string) => void): void {
  for (const line of text.replace(/\n$/, '').split('\n')) write(line)
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest
  return isManifest ? String(manifest.version) : 'unknown'
}
