import type { RunningServer, StartOptions } from '@referly-kit/server'
import { resolve } from 'node:path'
import { CliError } from '../errors.js'
import { untilInterrupted } from '../interruption.js'
import { useLocalServer } from '../local-server.js'
import type { Surroundings } from '../surroundings.js'

/** What `referly serve` is told. */
export interface ServeOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** The directory of the embedded database; not used with `databaseUrl`. */
  readonly dataDir: string
  /** A PostgreSQL to use instead of the embedded database. */
  readonly databaseUrl?: string | undefined
}

/**
 * Runs the server until it is asked to stop; SIGTERM is a regular end.
 *
 * @throws CliError `INTERRUPTED` after Ctrl-C; `PORT_IN_USE`, `INVALID_DATA_DIRECTORY`,
 *   `DATABASE_UNAVAILABLE` when it cannot start
 */
export async function serve(options: ServeOptions, surroundings: Surroundings): Promise<void> {
  const { output, signal } = surroundings
  const place = options.databaseUrl === undefined ? options.dataDir : 'the PostgreSQL database'
  output.note(`Starting on ${place} ...`)
  await useLocalServer(toServerOptions(options, surroundings.cwd), async (server) => {
    output.data(`REFERLY_BASE_URL=${server.url}`)
    await createFirstKey(server, surroundings)
    output.note('Ready. Stop with Ctrl-C.')
    await untilInterrupted(signal)
    output.note('Stopping ...')
  })
  const message = `Stopped; the records stay in ${place}.`
  if (signal.reason === 'SIGINT') throw new CliError('INTERRUPTED', message)
  output.note(message)
}

function toServerOptions(options: ServeOptions, cwd: string): StartOptions {
  const { host, port, databaseUrl } = options
  if (databaseUrl !== undefined) return { host, port, databaseUrl }
  return { host, port, dataDir: resolve(cwd, options.dataDir) }
}

/** In an empty database nobody has a key to ask with, so the first is made and shown here. */
async function createFirstKey({ admin }: RunningServer, { output }: Surroundings): Promise<void> {
  const programs = await admin.listPrograms()
  if (programs.length > 0) return
  const program = await admin.createProgram({ name: 'My programme' })
  const { key } = await admin.createApiKey(program.id)
  output.data(`REFERLY_API_KEY=${key}`)
  output.note(`Created the programme "${program.name}". Its API key is shown this once; keep it.`)
}
