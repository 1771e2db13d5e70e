import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** One connection of psql that stays open, so that no time includes the start of psql. */
export interface PsqlSession {
  /**
   * Returns the milliseconds that psql reports for a statement: until all rows have arrived, without
   * printing them.
   */
  measure(text: string): Promise<number>
  close(): void
}

/** Opens a connection with `\timing on`. Rows are discarded. */
export function openPsql(databaseUrl: string): PsqlSession {
  const child = spawn('psql', ['-XqAt', '-d', databaseUrl], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  child.stdin.write('\\timing on\n\\o /dev/null\n')
  return {
    async measure(text) {
      child.stdin.write(`${text.replaceAll('\n', ' ')};\n`)
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        const [, ms] = /^Time: ([\d.]+) ms/.exec(line.value) ?? []
        if (ms !== undefined) return Number(ms)
      }
      throw new Error('psql has ended.')
    },
    close: () => void child.kill(),
  }
}
