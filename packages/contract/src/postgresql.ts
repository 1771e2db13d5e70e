import { execFile, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A running PostgreSQL server. */
export interface PostgresqlServer {
  readonly databaseUrl: string
  close(): Promise<void>
}

/** The user that runs PostgreSQL, which refuses to run as root. */
interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/**
 * Returns a function that starts PostgreSQL: the server in `REFERLY_TEST_DATABASE_URL`, or else a new one from the
 * newest installed Debian package. Returns `undefined` if there is neither.
 */
export function findPostgresql(): (() => Promise<PostgresqlServer>) | undefined {
  const databaseUrl = process.env['REFERLY_TEST_DATABASE_URL']
  if (databaseUrl) return () => Promise.resolve({ databaseUrl, close: () => Promise.resolve() })
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  const [newest = ''] = versions.toSorted((one, other) => Number(other) - Number(one))
  const bin = join(root, newest, 'bin')
  return existsSync(join(bin, 'initdb')) ? () => startPostgresql(bin) : undefined
}

// The shell outlives the process that started it just long enough to stop PostgreSQL: its standard input closes when
// that process ends, even if it is killed. SIGQUIT shuts PostgreSQL down immediately, because the data is thrown away.
const keeper = `bin=$1 directory=$2
"$bin/postgres" -D "$directory/data" -k "$directory" -c listen_addresses= -c fsync=off \\
  >"$directory/log" 2>&1 &
read -r line
kill -QUIT $!
wait $!
rm -rf "$directory"`

/** Starts a cluster in a temporary folder, listening on a Unix socket in that folder. */
async function startPostgresql(bin: string): Promise<PostgresqlServer> {
  const directory = mkdtempSync(join(tmpdir(), 'referly-contract-'))
  const owner = readOwner()
  if (owner.uid !== undefined) chownSync(directory, owner.uid, owner.gid ?? owner.uid)
  const data = join(directory, 'data')
  const flags = ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '--no-instructions']
  await promisify(execFile)(join(bin, 'initdb'), flags, { ...owner, cwd: directory })
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', bin, directory], {
    ...owner,
    cwd: '/',
    // Detached, because Ctrl-C would otherwise stop the shell before it has stopped PostgreSQL.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const close = async (): Promise<void> => {
    child.stdin.end()
    await ended
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    await waitUntilReady(directory)
  } catch (error) {
    await close()
    throw error
  }
  const databaseUrl = `postgres://postgres@/postgres?host=${encodeURIComponent(directory)}`
  return { databaseUrl, close }
}

function readOwner(): Owner {
  if (userInfo().uid !== 0) return {}
  const readId = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']))
  return { uid: readId('-u'), gid: readId('-g') }
}

/** PostgreSQL reports that it accepts connections on the eighth line of its PID file. */
async function waitUntilReady(directory: string): Promise<void> {
  const file = join(directory, 'data', 'postmaster.pid')
  for (const started = Date.now(); Date.now() - started < 30_000; await sleep(25)) {
    const status = existsSync(file) ? readFileSync(file, 'utf8').split('\n')[7] : undefined
    if (status?.trim() === 'ready') return
  }
  const log = readFileSync(join(directory, 'log'), 'utf8')
  throw new TypeError(`PostgreSQL was not ready within 30 s:\n${log}`)
}
