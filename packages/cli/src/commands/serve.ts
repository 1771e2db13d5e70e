import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningServer, StartOptions } from '@referly-kit/server'
import type { Context } from '../context.js'
import { type RunCommand, createShell, fillCampaign } from '../demo/run-campaign.js'
import { CliError } from '../errors.js'
import { toShortPath } from '../invocation.js'
import { type DatabaseChoice, useLocalServer, useServerPackage } from '../local-server.js'
import { untilInterrupted } from '../terminal/interruption.js'

/** What `referly serve` is told; other settings come from the environment. */
export interface ServeOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly database: DatabaseChoice
  /** A second port for operators; none without it. */
  readonly managementPort?: number | undefined
  /** Requests a second of one API key; 0 is no limit. */
  readonly rateLimit: number
  /** Whether each request is logged as a line of JSON on stdout. */
  readonly log: boolean
  /** Affiliates to fill an empty database with. */
  readonly demoCsv?: string | undefined
  /** Whether to print address and key as one JSON document. */
  readonly json?: boolean | undefined
}

/**
 * Runs the server until it is asked to stop; SIGTERM is a regular end.
 *
 * @throws CliError `INTERRUPTED` after Ctrl-C; `PORT_IN_USE`, `INVALID_DATA_DIRECTORY`,
 *   `DATABASE_UNAVAILABLE` when it cannot start
 */
export async function serve(
  options: ServeOptions,
  context: Context,
  runCommand: RunCommand,
): Promise<void> {
  const { output, signal, cwd } = context
  const { dataDir } = options.database
  const place = dataDir === undefined ? 'the PostgreSQL database' : toShortPath(dataDir, cwd)
  output.note(`Starting on ${place} ...`)
  await useLocalServer(await toServerOptions(options, context), async (server) => {
    const apiKey = await createFirstKey(server, context)
    const { demoCsv } = options
    if (demoCsv !== undefined) {
      await fillDemo({ demoCsv, url: server.url, apiKey, runCommand }, context)
    }
    const { url: baseUrl, managementUrl } = server
    writeAccess({ baseUrl, managementUrl, apiKey }, options, output)
    output.note('Ready. Stop with Ctrl-C.')
    await untilInterrupted(signal)
    output.note('Stopping ...')
  })
  const message = `Stopped; the records stay in ${place}.`
  if (signal.reason === 'SIGINT') throw new CliError('INTERRUPTED', message)
  output.note(message)
}

/** The environment, with what the command line says in its place. */
function toServerOptions(
  { host, port, database, managementPort, rateLimit, log }: ServeOptions,
  { env, output }: Context,
): Promise<StartOptions> {
  const isLogged = log || env['REFERLY_LOG'] === '1'
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

/** What a client needs, and an operator. */
interface Access {
  readonly baseUrl: string
  readonly managementUrl: string | undefined
  /** Only of a program that was made just now. */
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

/** In an empty database nobody has a key to ask with, so the first is made and shown here. */
async function createFirstKey(
  { admin }: RunningServer,
  { output }: Context,
): Promise<string | undefined> {
  const programs = await admin.listPrograms()
  if (programs.length > 0) return undefined
  const program = await admin.createProgram({ name: 'My program' })
  const { key } = await admin.createApiKey(program.id)
  output.note(`Created the program "${program.name}". Its API key is shown this once; keep it.`)
  return key
}

interface Demo {
  readonly demoCsv: string
  readonly url: string
  readonly apiKey: string | undefined
  readonly runCommand: RunCommand
}

/** By the same commands that a user would give. */
async function fillDemo(
  { demoCsv, url, apiKey, runCommand }: Demo,
  context: Context,
): Promise<void> {
  const { output } = context
  if (apiKey === undefined) return output.note('There are records already; --demo adds none.')
  const directory = await mkdtemp(join(tmpdir(), 'referly-demo-'))
  try {
    const quiet = { ...context, output: { ...output, note: () => undefined } }
    const shell = createShell({ url, key: apiKey, directory, runCommand }, quiet)
    const plan = await fillCampaign({ csv: demoCsv, directory, shell }, quiet)
    output.note(`Filled it with ${plan.length} affiliates, a code for each, and some sales.`)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
