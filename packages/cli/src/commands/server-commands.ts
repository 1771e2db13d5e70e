import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addExamples, addJsonOption } from '../command-line.js'
import type { Context } from '../context.js'
import { type DatabaseFlags, toDatabaseChoice } from '../database-choice.js'
import { defaultPort } from '../demo/next-steps.js'
import type { RunCommand } from '../demo/run-campaign.js'

const exampleFile: string = fileURLToPath(new URL('../../examples/affiliates.csv', import.meta.url))

/** What the commands need that start a server. */
export interface ServerSetup {
  readonly context: Context
  /** Runs one more command of `referly`. */
  readonly runCommand: RunCommand
}

/** Adds `quickstart`, which `npm start` runs. */
export function addQuickstart(program: Command, { context, runCommand }: ServerSetup): void {
  const command: Command = program
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
  addJsonOption(command).action(async (csv: string | undefined, flags: QuickstartFlags) => {
    const { quickstart } = await import('./quickstart.js')
    const { port, data: dataDir, json } = flags
    await quickstart({ csv: csv ?? exampleFile, port, dataDir, json }, context, runCommand)
  })
  addExamples(command, ['referly quickstart', 'referly quickstart my-affiliates.csv'])
}

interface ServeFlags extends DatabaseFlags {
  readonly host: string
  readonly port: number
  readonly managementPort?: number
  readonly rateLimit: number
  readonly log: boolean
  readonly demo?: boolean
  readonly json?: boolean
}

interface QuickstartFlags {
  readonly port: number
  readonly data: string
  readonly json?: boolean
}

/** Adds `serve`. */
export function addServe(program: Command, { context, runCommand }: ServerSetup): void {
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
    .option('--demo', 'fill an empty database with affiliates, codes and sales to look at')
  addJsonOption(addOperatorOptions(command)).action(async (flags: ServeFlags) => {
    const { serve } = await import('./serve.js')
    const { cwd, env } = context
    const isFlag = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
    const database = toDatabaseChoice(flags, { isFlag, cwd, env })
    const demoCsv = flags.demo === true ? exampleFile : undefined
    await serve({ ...flags, database, demoCsv }, context, runCommand)
  })
  addExamples(command, [
    'referly serve',
    'referly serve --demo',
    'referly serve --port 8080 --data ./records',
  ])
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
    .addOption(
      new Option('--log', 'write a line of JSON for each request to stdout')
        .default(false)
        .conflicts('json'),
    )
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
