import type { Queryable } from './database.js'

type RunAlone = (work: (session: Queryable) => Promise<void>) => Promise<void>

const intervalMs = 10_000
// The thresholds of PostgreSQL's own autovacuum: 50 rows and a tenth (ANALYZE) or a fifth (VACUUM) of the table.
const staleTables = `SELECT relname AS "table", n_dead_tup > 50 + 0.2 * n_live_tup AS dead
  FROM pg_stat_user_tables
  WHERE n_mod_since_analyze > 50 + 0.1 * n_live_tup OR n_dead_tup > 50 + 0.2 * n_live_tup`
// A restart replays what was written since the last checkpoint: 64 MiB take a second or two.
const checkpointBytes = 64 * 1024 * 1024
const walSinceCheckpoint = `SELECT pg_current_wal_lsn() - redo_lsn > ${checkpointBytes} AS due
  FROM pg_control_checkpoint()`

/** Does from time to time what PostgreSQL does in processes of their own, which PGlite has not; returns the stop. */
export function startMaintenance(runAlone: RunAlone): () => void {
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    // A failure here is no failure of a request; the next round tries again.
    void runAlone(maintain)
      .catch(() => {})
      .finally(() => (running = false))
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** One round: statistics where they are stale, dead rows where they are many, a checkpoint when one is due. */
export async function maintain(session: Queryable): Promise<void> {
  // Counters of what was changed wait for an idle moment, which a single session never has.
  await session.query('SELECT pg_stat_force_next_flush()')
  const tables = await session.query<{ table: string; dead: boolean }>(staleTables)
  for (const { table, dead } of tables) {
    await session.query(`${dead ? 'VACUUM (ANALYZE)' : 'ANALYZE'} "${table}"`)
  }
  const [wal] = await session.query<{ due: boolean }>(walSinceCheckpoint)
  if (wal?.due) await session.query('CHECKPOINT')
}
