// `pnpm prove:pgbouncer` runs the tests of this package on PostgreSQL behind a real pgbouncer in
// transaction mode, with unnamed statements. Requires pgbouncer (Debian: apt-get install pgbouncer).
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listClusters } from '../test/databases.js'

const port = 6432
const [open] = listClusters()
if (open === undefined) throw new Error('PostgreSQL is not installed.')
const cluster = open()
const { directory } = cluster
const config = join(directory, 'pgbouncer.ini')
writeFileSync(
  config,
  `[databases]
postgres = host=${directory} dbname=postgres user=postgres
[pgbouncer]
listen_addr =
listen_port = ${port}
unix_socket_dir = ${directory}
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 500
ignore_startup_parameters = extra_float_digits
`,
  { mode: 0o644 },
)
const command = ['pgbouncer', config]
const asOwner = userInfo().uid === 0 ? ['runuser', '-u', 'postgres', '--', ...command] : command
// Its own process group: if only runuser were killed, pgbouncer would survive and this process would wait for it.
const pgbouncer = spawn(asOwner[0] ?? '', asOwner.slice(1), {
  detached: true,
  stdio: ['ignore', 'ignore', 'pipe'],
})
await waitForListening()

const host = encodeURIComponent(directory)
const env = {
  ...process.env,
  REFERLY_TEST_DATABASE_URL: `postgres://postgres@/postgres?host=${host}&port=${port}`,
  REFERLY_PREPARE: '0',
}
try {
  process.stdout.write(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' }))
  // Backup tests are left out because each of them needs an empty database.
  const files = ['http', 'domain', 'store/postgres', 'store/migrate']
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--config', '../../scripts/vitest.config.ts', ...files],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), env, stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
} finally {
  if (pgbouncer.pid !== undefined) process.kill(-pgbouncer.pid, 'SIGKILL')
  cluster.close()
}

async function waitForListening(): Promise<void> {
  for await (const chunk of pgbouncer.stderr) {
    if (String(chunk).includes('process up')) return
  }
  await once(pgbouncer, 'close')
  throw new Error('pgbouncer did not start.')
}
