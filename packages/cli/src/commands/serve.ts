import type { RunningServer, StartOptions } from '@referly-kit/server'
import { Option } from 'commander'
import type { Context } from '../context.js'
import { CliError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { readConsoleDirectory, writeConsoleLinks } from '../server/console-links.js'
import { createFailureLog } from '../server/failures.js'
import { toClientSteps } from '../server/local-profile.js'
import {
  defaultPort,
  useLocalServer,
  useServerPackage,
  type DatabaseChoice,
} from '../server/local-server.js'
import { untilInterrupted } from '../terminal/interruption.js'
import { toCountText, toJsonText } from '../terminal/text.js'
import { addDatabaseOptions, toDatabaseChoice } from './database-options.js'
import { addJsonOption, createPortOption, createWholeOption } from './options.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds `serve`. */
export function addServe(command: ReferlyCommand, context: Context): void {
  command
    .details(
      'Prints the base URL and, for an empty database, the first API key. Unless it writes a log, it stores both as the profile local.',
    )
    .addOption(createPortOption(defaultPort).env('PORT'))
    .addOption(new Option('--host <host>', 'Address to listen on').default('127.0.0.1').env('HOST'))
  addDatabaseOptions(command)
    .option('--demo', 'Fill an empty database with 40 affiliates, 90 days of sales, and a payout')
    .option('--no-console', 'Serve only the API, without the console at /')
    .examples([
      'referly serve',
      'referly serve --demo',
      'referly serve --port 8080 --data ./records',
    ])
  addOperatorOptions(command).addHelpText('after', settingsText)
  addJsonOption(command).action((flags: ServeFlags) =>
    serve({ ...flags, database: toDatabaseChoice(command, context) }, context),
  )
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
      new Option('--limits <vendor>', "Apply Referly's documented rate limits, as a rehearsal")
        .choices(['referly'])
        .env('REFERLY_LIMITS'),
    )
    .addOption(
      new Option(
        '--log',
        'Log each request to stdout as a line of JSON, and print everything else to stderr',
      ).conflicts('json'),
    )
    .option(
      '--webhooks-allow-private',
      'Allow webhooks to private addresses and over plain HTTP, for development',
    )
}

interface ServeFlags {
  readonly host: string
  readonly port: number
  readonly managementPort?: number
  readonly rateLimit: number
  readonly limits?: string
  readonly log?: boolean
  readonly webhooksAllowPrivate?: boolean
  readonly demo?: boolean
  readonly console: boolean
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
  const { isLogged, ...settings } = await toServerOptions(options, context)
  await warnOfUnknownVariables(context)
  await useLocalServer(settings, async (server) => {
    const { apiKey, currency } = await createFirstKey(server, context)
    if (options.demo === true) await fillDemo({ url: server.url, apiKey }, context)
    const { url: baseUrl, managementUrl } = server
    writeAccess({ baseUrl, managementUrl, apiKey }, { json: options.json, isLogged }, output)
    // A log means that nobody uses this server interactively, so its key stays out of the
    // configuration.
    if (!isLogged) {
      const { database } = options
      for (const line of await toClientSteps({ baseUrl, database, apiKey, currency }, context)) {
        output.note(line)
      }
      if (options.console) await writeConsoleLinks(server, output)
    }
    output.note('Ready. Press Ctrl-C to stop.')
    await untilInterrupted(signal)
    output.note('Stopping ...')
  })
  const message = `Stopped. The records are kept in ${place}.`
  if (signal.reason === 'SIGINT') throw new CliError('INTERRUPTED', message)
  output.note(message)
}

interface ServerOptions extends StartOptions {
  readonly isLogged: boolean
}

/** Settings from the environment, overridden by the flags. */
async function toServerOptions(
  { host, port, database, managementPort, rateLimit, limits, log, ...flags }: ServeOptions,
  { env, output }: Context,
): Promise<ServerOptions> {
  const consoleDir = flags.console ? await readConsoleDirectory() : undefined
  return useServerPackage(async ({ parseEnvironment, settings }) => {
    const given = {
      [settings.port.variable]: String(port),
      [settings.host.variable]: host,
      [settings.managementPort.variable]: managementPort?.toString(),
      [settings['rateLimit.perSecond'].variable]: String(rateLimit),
      [settings.limits.variable]: limits,
      [settings.dataDir.variable]: undefined,
      [settings.databaseUrl.variable]: undefined,
      [settings.logger.variable]: log === true ? 'on' : env[settings.logger.variable],
      ...(flags.webhooksAllowPrivate === true && {
        [settings.webhooksAllowPrivate.variable]: 'on',
      }),
    }
    const { logger, ...options } = parseEnvironment({ ...env, ...given })
    const isLogged = logger === true
    return {
      ...options,
      isLogged,
      consoleDir,
      dataDir: database.dataDir,
      databaseUrl: database.databaseUrl,
      logger: isLogged ? { write: (lines) => output.log(lines) } : createFailureLog(output),
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

/** The form of the output. */
interface AccessFormat {
  readonly json: boolean | undefined
  readonly isLogged: boolean
}

/** Writes to stdout, or to stderr when stdout is a log: every line of a log is JSON, and no key belongs in it. */
function writeAccess(
  access: Access,
  { json, isLogged }: AccessFormat,
  output: Context['output'],
): void {
  if (json === true) return isLogged ? output.note(toJsonText(access)) : output.json(access)
  const write = isLogged ? output.note : output.data
  write(`REFERLY_BASE_URL=${access.baseUrl}`)
  if (access.managementUrl !== undefined) write(`REFERLY_MANAGEMENT_URL=${access.managementUrl}`)
  if (access.apiKey !== undefined) write(`REFERLY_API_KEY=${access.apiKey}`)
}

/** Settings without an option. They are listed here because help must not load the server package. */
export const variablesWithoutOption: readonly string[] = [
  'REFERLY_CACHE_MB',
  'REFERLY_CONNECTIONS_PER_KEY',
  'REFERLY_DRAIN_DELAY_MS',
  'REFERLY_HEADERS_TIMEOUT_MS',
  'REFERLY_IDLE_TIMEOUT_MS',
  'REFERLY_KEY_CACHE_MS',
  'REFERLY_LOG',
  'REFERLY_MANAGEMENT_HOST',
  'REFERLY_MAX_CONNECTIONS',
  'REFERLY_PREPARE',
  'REFERLY_RATE_LIMIT_BURST',
  'REFERLY_REQUEST_TIMEOUT_MS',
  'REFERLY_SHUTDOWN_TIMEOUT_MS',
  'REFERLY_STALL_TIMEOUT_MS',
  'REFERLY_TRUST_PROXY',
  'REFERLY_WEBHOOKS_ALLOW_PRIVATE',
]

const settingsText = [
  '',
  'Environment variables without an option, described in docs/settings.md of @referly-kit/server:',
  ...variablesWithoutOption.map((name) => `  ${name}`),
].join('\n')

/** Variables of other commands, and those that `serve` prints. */
const otherVariables = [
  'REFERLY_API_KEY',
  'REFERLY_BASE_URL',
  'REFERLY_CONFIG_DIR',
  'REFERLY_CURRENCY',
  'REFERLY_DEBUG',
  'REFERLY_JOBS_DIR',
  'REFERLY_MANAGEMENT_URL',
  'REFERLY_PROFILE',
]

function warnOfUnknownVariables({ env, output }: Context): Promise<void> {
  return useServerPackage(async ({ listUnknownVariables }) => {
    for (const { name, nearest } of listUnknownVariables(env, otherVariables)) {
      const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`
      output.note(`Warning: ${name} is not a setting and has no effect.${hint}`)
    }
  })
}

/** The key of a new program, and its currency. */
interface FirstKey {
  readonly apiKey: string | undefined
  readonly currency: string | undefined
}

/** An empty database has no key to call the API with, so a first one is created and shown. */
async function createFirstKey({ admin }: RunningServer, { output }: Context): Promise<FirstKey> {
  const programs = await admin.listPrograms()
  if (programs.length > 0) return { apiKey: undefined, currency: undefined }
  const program = await admin.createProgram({ name: 'My program' })
  const { key } = await admin.createApiKey(program.id)
  output.note(
    `Created the program "${program.name}". Its API key is shown only once; store it safely.`,
  )
  return { apiKey: key, currency: program.currency }
}

interface DemoServer {
  readonly url: string
  readonly apiKey: string | undefined
}

async function fillDemo({ url, apiKey }: DemoServer, { output, signal }: Context): Promise<void> {
  if (apiKey === undefined) {
    return output.note('The database is not empty, so --demo added nothing.')
  }
  const [{ createReferlyClient }, { demoDays, planDemo }, { createDemo }] = await Promise.all([
    import('@referly-kit/client'),
    import('../demo/demo-plan.js'),
    import('../demo/demo-program.js'),
  ])
  const plan = planDemo('demo', new Date())
  const { affiliates, sales } = plan
  output.note(`Adding ${sales.length} sales ...`)
  await createDemo(plan, { client: createReferlyClient({ apiKey, baseUrl: url }), signal })
  const refunds = sales.filter(({ isRefunded }) => isRefunded).length
  output.note(
    `Added ${affiliates.length} affiliates with one code each, ${sales.length} sales from ${demoDays} days, ${toCountText(refunds, 'refund')}, and a payout.`,
  )
}
