import { Command, InvalidArgumentError, Option } from 'commander'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { addExamples } from './command-line.js'
import { addAdmin } from './commands/admin-commands.js'
import { addAffiliates, addSales } from './commands/affiliates-commands.js'
import { addCodes } from './commands/codes-commands.js'
import { addCoupons } from './commands/coupons-commands.js'
import { addInsight } from './commands/insight-commands.js'
import { addJobs } from './commands/jobs-commands.js'
import type { DatabaseFlags } from './database-choice.js'
import { toDatabaseChoice } from './database-choice.js'
import { defaultPort } from './next-steps.js'
import type { Surroundings } from './surroundings.js'

const exampleFile: string = fileURLToPath(new URL('../examples/affiliates.csv', import.meta.url))

/**
 * Builds the command line of `referly`: parsing and help; a command's code is loaded when it runs.
 *
 * Usage errors, help and version are thrown as commander's `CommanderError`.
 */
export function createProgram(surroundings: Surroundings): Command {
  const { output } = surroundings
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
  addQuickstart(program, surroundings)
  addServe(program, surroundings)
  addCoupons(program, surroundings)
  addAffiliates(program, surroundings)
  addCodes(program, surroundings)
  addJobs(program, surroundings)
  addSales(program, surroundings)
  addInsight(program, surroundings)
  addAdmin(program, surroundings)
  return program
}

function addQuickstart(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('quickstart')
    .summary('show the whole way with a CSV of affiliates')
    .description(
      'Reads a CSV of affiliates (columns first_name, last_name, email), starts a server on an ' +
        'embedded database, gives each affiliate a code, records some sales and prints the report.',
    )
    .argument('[csv]', 'the file; without it, an example that comes with the package')
    .addOption(createPortOption(0))
    .option(
      '--data <dir>',
      'directory of the database; its records are removed first',
      '.referly/quickstart',
    )
    .action(async (csv: string | undefined, options: { port: number; data: string }) => {
      const { quickstart } = await import('./commands/quickstart.js')
      const { port, data: dataDir } = options
      await quickstart({ csv: csv ?? exampleFile, port, dataDir }, surroundings, runCommand)
    })
  addExamples(command, ['referly quickstart', 'referly quickstart my-affiliates.csv'])
}

interface ServeFlags extends DatabaseFlags {
  readonly host: string
  readonly port: number
  readonly managementPort?: number
  readonly rateLimit: number
  readonly log: boolean
}

/** Runs one more command, as quickstart does. */
function runCommand(words: readonly string[], surroundings: Surroundings): Promise<unknown> {
  return createProgram(surroundings).parseAsync([...words], { from: 'user' })
}

function addServe(program: Command, surroundings: Surroundings): void {
  const command: Command = program
    .command('serve')
    .summary('run the server until Ctrl-C')
    .description(
      'Runs the server until Ctrl-C or SIGTERM. Prints its address and, for an empty database, a ' +
        'first API key, both in the form of environment variables.',
    )
    .addOption(createPortOption(defaultPort).env('PORT'))
    .addOption(new Option('--host <host>', 'address to listen on').default('127.0.0.1').env('HOST'))
    .addOption(
      new Option('--data <dir>', 'directory of the embedded database')
        .default('.referly/data')
        .env('REFERLY_DATA_DIR'),
    )
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL to use instead of the embedded database').env(
        'DATABASE_URL',
      ),
    )
  addOperatorOptions(command).action(async (flags: ServeFlags) => {
    const { serve } = await import('./commands/serve.js')
    const { cwd, env } = surroundings
    const isFlag = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
    const database = toDatabaseChoice(flags, { isFlag, cwd, env })
    const { host, port, managementPort, rateLimit, log } = flags
    await serve({ host, port, managementPort, rateLimit, log, database }, surroundings)
  })
  addExamples(command, ['referly serve', 'referly serve --port 8080 --data ./records'])
}

function addOperatorOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--management-port <number>', 'second port: /livez, /readyz and /metrics')
        .env('REFERLY_MANAGEMENT_PORT')
        .argParser(parsePort),
    )
    .addOption(
      new Option('--rate-limit <number>', 'requests a second of one API key; 0 is no limit')
        .default(1000)
        .env('REFERLY_RATE_LIMIT')
        .argParser(parseWhole),
    )
    .option('--log', 'write a line of JSON for each request to stdout', false)
}

function createPortOption(defaultValue: number): Option {
  return new Option('--port <number>', 'port to listen on; 0 takes any free one')
    .default(defaultValue)
    .argParser(parsePort)
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.')
}

function parseWhole(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 0 to 999999.')
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
