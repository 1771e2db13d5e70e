import type { Queryable } from '../database.js'

type RunAlone = (work: (session: Queryable) => Promise<void>) => Promise<void>

const intervalMs = 10_000
// The thresholds of PostgreSQL's own autovacuum: 50 rows and a tenth (ANALYZE) or a fifth (VACUUM) of the table.
const staleTables = `SELECT relname AS "table", n_dead_tup > 50 + 0.2 * n_live_tup AS dead
  FROM pg_stat_user_tables
  WHERE n_mod_since_analyze > 50 + 0.1 * n_live_tup OR n_dead_tup > 50 + 0.2 * n_live_tup`
// A restart replays everything written since the last checkpoint; 64 MiB take one or two seconds.
const checkpointBytes = 64 * 1024 * 1024
const walSinceCheckpoint = `SELECT pg_current_wal_lsn() - redo_lsn > ${checkpointBytes} AS due
  FROM pg_control_checkpoint()`

/** Starts the periodic maintenance that PostgreSQL does in background processes, which PGlite lacks. Returns a stop function. */
export function startMaintenance(runAlone: RunAlone): () => void {
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    // A failure here affects no request. The next round tries again.
    void runAlone(maintain)
      .catch(() => {})
      .finally(() => (running = false))
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Refreshes stale statistics, removes dead rows where there are many, and writes a checkpoint when one is due. */
export async function maintain(session: Queryable): Promise<void> {
  // Change counters are flushed when a session is idle, which the only session never is.
  await session.query('SELECT pg_stat_force_next_flush()')
  const tables = await session.query<{ table: string; dead: boolean }>(staleTables)
  for (const { table, dead } of tables) {
    await session.query(`${dead ? 'VACUUM (ANALYZE)' : 'ANALYZE'} "${table}"`)
  }
  const [wal] = await session.query<{ due: boolean }>(walSinceCheckpoint)
  if (wal?.due) await session.query('CHECKPOINT')
}
