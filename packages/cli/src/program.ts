import { readFileSync } from 'node:fs'
import { groups } from './commands/groups.js'
import { ReferlyCommand } from './commands/referly-command.js'
import type { Context } from './context.js'

/**
 * Adds all groups of commands, but loads only the one that the words name. Without words, and for completion, it loads
 * all of them.
 */
async function addGroups(
  program: ReferlyCommand,
  context: Context,
  words: readonly string[] | undefined,
): Promise<void> {
  const start = words?.findIndex((word) => Object.hasOwn(groups, word)) ?? -1
  const [called, name] = start === -1 ? [] : (words?.slice(start) ?? [])
  const isWhole = words === undefined || called === 'completion'
  for (const [group, { summary, load }] of Object.entries(groups)) {
    const command = program.command(group).about(summary)
    if (!isWhole && group !== called) continue
    const complete = await load(isWhole ? undefined : name)
    complete(command, context, runCommand)
  }
}

/**
 * Creates the command line of `referly`, with all commands, or with those of the group that the given words run.
 *
 * Usage errors, help, and version are thrown as commander's `CommanderError`.
 */
export async function createProgram(
  context: Context,
  words?: readonly string[],
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
    })
    .exitOverride()
    .examples(['referly quickstart', 'referly serve --port 4400'])
  await addGroups(program, context, words)
  return program.configureHelp({ subcommandTerm: (command) => command.name() })
}

/** Runs a command within another one, as quickstart does. */
async function runCommand(words: readonly string[], context: Context): Promise<unknown> {
  const program = await createProgram(context, words)
  return program.parseAsync([...words], { from: 'user' })
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
