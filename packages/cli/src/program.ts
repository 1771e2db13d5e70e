import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addExamples } from './command-line.js'
import { addAdmin } from './commands/admin-commands.js'
import { addAffiliates, addSales } from './commands/affiliates-commands.js'
import { addCodes } from './commands/codes-commands.js'
import { addCompletion } from './commands/completion-commands.js'
import { addCoupons } from './commands/coupons-commands.js'
import { addInsight } from './commands/insight-commands.js'
import { addJobs } from './commands/jobs-commands.js'
import { addProfiles } from './commands/profiles-commands.js'
import { addQuickstart, addServe } from './commands/server-commands.js'
import type { Context } from './context.js'

/**
 * Builds the command line of `referly`: parsing and help; a command's code is loaded when it runs.
 *
 * Usage errors, help and version are thrown as commander's `CommanderError`.
 */
export function createProgram(context: Context): Command {
  const { output } = context
  const program = new Command('referly')
    .description('Gives affiliates their promotional codes and reports what the codes bring.')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('Run with --help to see what is possible.')
    .configureOutput({
      writeOut: (text) => writeLines(text, (line) => output.data(line)),
      writeErr: (text) => writeLines(text, (line) => output.note(line)),
    })
    .exitOverride()
  addExamples(program, ['referly quickstart', 'referly serve --port 4400'])
  addQuickstart(program, { context, runCommand })
  addServe(program, { context, runCommand })
  addCoupons(program, context)
  addAffiliates(program, context)
  addCodes(program, context)
  addJobs(program, context)
  addSales(program, context)
  addInsight(program, context)
  addProfiles(program, context)
  addAdmin(program, context)
  addCompletion(program, context)
  return program
}

/** Runs one more command, as quickstart does. */
function runCommand(words: readonly string[], context: Context): Promise<unknown> {
  return createProgram(context).parseAsync([...words], { from: 'user' })
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
