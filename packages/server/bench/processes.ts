import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A benchmark process and the first line of JSON it printed. */
export interface BenchProcess {
  readonly started: Readonly<Record<string, string | number>>
  readonly pid: number
  /** Resident memory in megabytes. */
  readMemory(): number
  /** Processor time in seconds. */
  readCpu(): number
  stop(): Promise<void>
}

const here = fileURLToPath(new URL('.', import.meta.url))

/** Starts a script from this directory and waits for its first line. */
export async function start(script: string, env: Record<string, string>): Promise<BenchProcess> {
  const child = run(script, env)
  const line = await readFirstLine(child)
  const ended = new Promise((resolve) => child.once('close', resolve))
  return {
    started: JSON.parse(line.slice(2)) as Record<string, string | number>,
    pid: Number(child.pid),
    readMemory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000
    },
    readCpu() {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1] ?? ''
      const fields = stat.split(' ')
      return (Number(fields[11]) + Number(fields[12])) / 100
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs a script from this directory to completion and parses its output as JSON. */
export function measure(script: string, env: Record<string, string>): Promise<Measured> {
  const child = run(script, env)
  return new Promise((resolve) => {
    let output = ''
    child.stdout?.on('data', (chunk) => (output += String(chunk)))
    child.once('close', () => resolve(JSON.parse(output) as Measured))
  })
}

/** The result of `load.mjs`. */
export interface Measured {
  readonly rate: number
  readonly p50: number
  readonly p99: number
  readonly failures: number
  readonly count: number
}

function run(script: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [script], {
    cwd: here,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function readFirstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += String(chunk)
      const end = output.indexOf('\n')
      if (end !== -1) resolve(output.slice(0, end))
    })
    child.once('close', () => reject(new Error(`The script exited before it was ready: ${output}`)))
  })
}
