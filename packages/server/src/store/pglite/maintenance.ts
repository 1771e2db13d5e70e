import type { Queryable } from '../database.js'

type RunAlone = (work: (session: Queryable) => Promise<void>) => Promise<void>

/** The maintenance that PostgreSQL does in background processes, which PGlite lacks. */
export interface Maintenance {
  /** Refreshes stale statistics, removes dead rows where there are many, and writes a checkpoint when one is due. */
  run(): Promise<void>
}

const intervalMs = 10_000
// Requests wait while a table is processed: statistics of a table with 100,000 rows take a quarter of a second. After
// that, the table is left alone for two hundred times as long.
const leastPauses = 200
// The thresholds of PostgreSQL's own autovacuum: 50 rows and a tenth (ANALYZE) or a fifth (VACUUM) of the table.
const staleTables = `SELECT relname AS "table", n_dead_tup > 50 + 0.2 * n_live_tup AS dead
  FROM pg_stat_user_tables
  WHERE n_mod_since_analyze > 50 + 0.1 * n_live_tup OR n_dead_tup > 50 + 0.2 * n_live_tup`
// A restart replays everything written since the last checkpoint; 64 MiB take one or two seconds.
const checkpointBytes = 64 * 1024 * 1024
const walSinceCheckpoint = `SELECT pg_current_wal_lsn() - redo_lsn > ${checkpointBytes} AS due
  FROM pg_control_checkpoint()`

/** Starts the periodic maintenance of a database. Returns a stop function. */
export function startMaintenance(runAlone: RunAlone): () => void {
  const maintenance = createMaintenance(runAlone)
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    // A failure here does not affect requests. The next round tries again.
    void maintenance
      .run()
      .catch(() => {})
      .finally(() => (running = false))
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Creates the maintenance of a database. Requests can run between two tables. */
export function createMaintenance(
  runAlone: RunAlone,
  readMs: () => number = () => performance.now(),
): Maintenance {
  const pausedUntil = new Map<string, number>()
  const processTable = (table: string, isDead: boolean): Promise<void> =>
    runAlone(async (session) => {
      const startMs = readMs()
      await session.query(`${isDead ? 'VACUUM (ANALYZE)' : 'ANALYZE'} "${table}"`)
      const endMs = readMs()
      pausedUntil.set(table, endMs + (endMs - startMs) * leastPauses)
    })
  return {
    async run() {
      for (const { table, dead } of await listStale(runAlone)) {
        if (readMs() >= (pausedUntil.get(table) ?? 0)) await processTable(table, dead)
      }
      await runAlone(writeCheckpoint)
    },
  }
}

interface StaleTable {
  readonly table: string
  readonly dead: boolean
}

async function listStale(runAlone: RunAlone): Promise<readonly StaleTable[]> {
  let tables: readonly StaleTable[] = []
  await runAlone(async (session) => {
    // Change counters are flushed when a session is idle, which the only session never is.
    await session.query('SELECT pg_stat_force_next_flush()')
    tables = await session.query<StaleTable>(staleTables)
  })
  return tables
}

async function writeCheckpoint(session: Queryable): Promise<void> {
  const [wal] = await session.query<{ due: boolean }>(walSinceCheckpoint)
  if (wal?.due) await session.query('CHECKPOINT')
}
