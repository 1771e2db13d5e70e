import type { RunningServer, StartOptions } from '@referly-kit/server'
import { Option } from 'commander'
import type { Context } from '../context.js'
import { exampleFile } from '../demo/example-file.js'
import { CliError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { type DatabaseFlags, toDatabaseChoice } from '../server/database-choice.js'
import {
  type DatabaseChoice,
  defaultPort,
  useLocalServer,
  useServerPackage,
} from '../server/local-server.js'
import { untilInterrupted } from '../terminal/interruption.js'
import { addJsonOption, createPortOption, createWholeOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `serve`. */
export function addServe(program: ReferlyCommand, context: Context): void {
  const command = program
    .command('serve')
    .about(
      'Run the server until Ctrl-C or SIGTERM',
      'Prints the base URL and, for an empty database, a first API key, both as environment variables.',
    )
    .addOption(createPortOption(defaultPort).env('PORT'))
    .addOption(new Option('--host <host>', 'Address to listen on').default('127.0.0.1').env('HOST'))
    .addOption(
      new Option('--data <dir>', 'Directory of the embedded database')
        .default('.referly/data')
        .env('REFERLY_DATA_DIR'),
    )
    .addOption(
      new Option('--database-url <url>', 'URL of a PostgreSQL database to use instead').env(
        'DATABASE_URL',
      ),
    )
    .option('--demo', 'Fill an empty database with example affiliates, codes, and sales')
    .examples([
      'referly serve',
      'referly serve --demo',
      'referly serve --port 8080 --data ./records',
    ])
  addJsonOption(addOperatorOptions(command)).action((flags: ServeFlags) => {
    const { cwd, env } = context
    const isFlag = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
    return serve({ ...flags, database: toDatabaseChoice(flags, { isFlag, cwd, env }) }, context)
  })
}

function addOperatorOptions(command: ReferlyCommand): ReferlyCommand {
  const managementText = 'Port for /livez, /readyz, and /metrics'
  const rateText = 'Requests per second allowed for one API key, or 0 for no limit'
  return command
    .addOption(
      createWholeOption('--management-port <number>', managementText, [0, 65_535]).env(
        'REFERLY_MANAGEMENT_PORT',
      ),
    )
    .addOption(
      createWholeOption('--rate-limit <number>', rateText, [0, 999_999])
        .default(1000)
        .env('REFERLY_RATE_LIMIT'),
    )
    .addOption(
      new Option('--log', 'Log each request to stdout as a line of JSON').conflicts('json'),
    )
}

interface ServeFlags extends DatabaseFlags {
  readonly host: string
  readonly port: number
  readonly managementPort?: number
  readonly rateLimit: number
  readonly log?: boolean
  readonly demo?: boolean
  readonly json?: boolean
}

interface ServeOptions extends ServeFlags {
  readonly database: DatabaseChoice
}

async function serve(options: ServeOptions, context: Context): Promise<void> {
  const { output, signal, cwd } = context
  const { dataDir } = options.database
  const place = dataDir === undefined ? 'PostgreSQL' : toShortPath(dataDir, cwd)
  output.note(`Starting a server on ${place} ...`)
  await useLocalServer(await toServerOptions(options, context), async (server) => {
    const apiKey = await createFirstKey(server, context)
    if (options.demo === true) await fillDemo({ url: server.url, apiKey }, context)
    const { url: baseUrl, managementUrl } = server
    writeAccess({ baseUrl, managementUrl, apiKey }, options, output)
    output.note('Ready. Press Ctrl-C to stop.')
    await untilInterrupted(signal)
    output.note('Stopping ...')
  })
  const message = `Stopped. The records are kept in ${place}.`
  if (signal.reason === 'SIGINT') throw new CliError('INTERRUPTED', message)
  output.note(message)
}

/** Settings from the environment, overridden by the flags. */
function toServerOptions(
  { host, port, database, managementPort, rateLimit, log }: ServeOptions,
  { env, output }: Context,
): Promise<StartOptions> {
  const isLogged = log === true || env['REFERLY_LOG'] === '1'
  return useServerPackage(async ({ parseEnvironment, settings }) => {
    const given = {
      [settings.port.variable]: String(port),
      [settings.host.variable]: host,
      [settings.managementPort.variable]: managementPort?.toString(),
      [settings['rateLimit.perSecond'].variable]: String(rateLimit),
      [settings.dataDir.variable]: undefined,
      [settings.databaseUrl.variable]: undefined,
      [settings.logger.variable]: undefined,
    }
    return {
      ...parseEnvironment({ ...env, ...given }),
      ...database,
      logger: isLogged ? { write: (line: string) => output.data(line.trimEnd()) } : false,
    }
  })
}

/** The addresses of a running server, and its key. */
interface Access {
  readonly baseUrl: string
  readonly managementUrl: string | undefined
  /** Undefined unless the program was just created. */
  readonly apiKey: string | undefined
}

function writeAccess(
  access: Access,
  { json }: Pick<ServeOptions, 'json'>,
  output: Context['output'],
): void {
  if (json === true) return output.json(access)
  output.data(`REFERLY_BASE_URL=${access.baseUrl}`)
  if (access.managementUrl !== undefined) {
    output.data(`REFERLY_MANAGEMENT_URL=${access.managementUrl}`)
  }
  if (access.apiKey !== undefined) output.data(`REFERLY_API_KEY=${access.apiKey}`)
}

/** An empty database has no key to call the API with, so a first one is created and shown. */
async function createFirstKey(
  { admin }: RunningServer,
  { output }: Context,
): Promise<string | undefined> {
  const programs = await admin.listPrograms()
  if (programs.length > 0) return undefined
  const program = await admin.createProgram({ name: 'My program' })
  const { key } = await admin.createApiKey(program.id)
  output.note(
    `Created the program "${program.name}". Its API key is shown only once; store it safely.`,
  )
  return key
}

interface DemoServer {
  readonly url: string
  readonly apiKey: string | undefined
}

async function fillDemo({ url, apiKey }: DemoServer, context: Context): Promise<void> {
  const { output, signal, cwd } = context
  if (apiKey === undefined) return output.note('The database is not empty, so --demo adds nothing.')
  const { createReferlyClient } = await import('@referly-kit/client')
  const [{ parseAffiliates }, { parseCsvFile }, { createExampleCampaign }] = await Promise.all([
    import('../csv/affiliates.js'),
    import('../csv/read-csv-file.js'),
    import('../demo/example-campaign.js'),
  ])
  const { affiliates } = await parseCsvFile(exampleFile, parseAffiliates, cwd)
  const client = createReferlyClient({ apiKey, baseUrl: url })
  const count = await createExampleCampaign(affiliates, { client, signal })
  output.note(`Added ${count} affiliates with one code each, and some sales.`)
}
