import { readFileSync } from 'node:fs'
import { distance } from 'fastest-levenshtein'
import { ReferlyCommand } from './commands/referly-command.js'
import type { Context } from './context.js'
import type { RunCommand } from './demo/quickstart-campaign.js'

/** Adds a group of commands. Quickstart runs other commands. */
type AddCommands = (program: ReferlyCommand, context: Context, runCommand: RunCommand) => void

/** Loads a group of commands, or only the one that the second word names. */
type LoadCommands = (name?: string) => Promise<AddCommands>

/** The groups of commands in the order of the help. Each is loaded when it is needed. */
const groups: Readonly<Record<string, LoadCommands>> = {
  quickstart: async () => (await import('./commands/quickstart.js')).addQuickstart,
  serve: async () => (await import('./commands/serve.js')).addServe,
  coupons: async () => (await import('./commands/coupons/index.js')).addCoupons,
  affiliates: async () => (await import('./commands/affiliates/index.js')).addAffiliates,
  codes: async (name) => (await import('./commands/codes/index.js')).loadCodes(name),
  jobs: async () => (await import('./commands/jobs/index.js')).addJobs,
  links: async () => (await import('./commands/links/index.js')).addLinks,
  referrals: async () => (await import('./commands/referrals/index.js')).addReferrals,
  sales: async () => (await import('./commands/sales/index.js')).addSales,
  report: async () => (await import('./commands/report/index.js')).addReport,
  balances: async () => (await import('./commands/balances.js')).addBalances,
  commissions: async () => (await import('./commands/commissions/index.js')).addCommissions,
  refunds: async () => (await import('./commands/refunds/index.js')).addRefunds,
  payouts: async () => (await import('./commands/payouts/index.js')).addPayouts,
  statements: async () => (await import('./commands/statements.js')).addStatements,
  webhooks: async () => (await import('./commands/webhooks/index.js')).addWebhooks,
  preview: async () => (await import('./commands/preview.js')).addPreview,
  api: async () => (await import('./commands/api.js')).addApi,
  doctor: async () => (await import('./commands/doctor.js')).addDoctor,
  profiles: async () => (await import('./commands/profiles/index.js')).addProfiles,
  program: async () => (await import('./commands/program/index.js')).addProgram,
  keys: async () => (await import('./commands/keys/index.js')).addKeys,
  admin: async () => (await import('./commands/admin/index.js')).addAdmin,
  completion: async () => (await import('./commands/completion.js')).addCompletion,
}

/** Loads the group of the first word, or all groups for help, completion, and unknown words. */
async function loadGroups([group = '', name]: readonly string[]): Promise<readonly AddCommands[]> {
  if (group === '--version' || group === '-V') return []
  const load = group === 'completion' || !Object.hasOwn(groups, group) ? undefined : groups[group]
  return Promise.all(load === undefined ? Object.values(groups).map((all) => all()) : [load(name)])
}

/**
 * Creates the command line of `referly`, with all commands or only the group that the given words run.
 *
 * Usage errors, help, and version are thrown as commander's `CommanderError`.
 */
export async function createProgram(
  context: Context,
  words: readonly string[] = [],
): Promise<ReferlyCommand> {
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
  for (const add of await loadGroups(words)) add(program, context, runCommand)
  return program
}

/** Runs a command within another one, as quickstart does. */
async function runCommand(words: readonly string[], context: Context): Promise<unknown> {
  const program = await createProgram(context, words)
  return program.parseAsync([...words], { from: 'user' })
}

/** Maximum number of letters by which a suggestion differs from the word, so that `update` never suggests `create`. */
const maxDistance = 2

/** Formats an error of commander like the others, without suggestions that are not similar. */
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
