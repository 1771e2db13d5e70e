import { spawn } from 'node:child_process'

/** How a process is started. */
export interface ProcessOptions {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  /** Ends the process and what it started. */
  readonly signal?: AbortSignal
}

/** What a process left behind. */
export interface ProcessResult {
  /** Null when it was ended by us. */
  readonly status: number | null
  readonly output: string
  readonly errorOutput: string
}

const running = new Set<number>()
process.on('exit', () => {
  for (const pid of running) endGroup(pid)
})

/** Runs a program to its end; it and what it started are gone afterward. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: browsers start processes that outlive them.
    detached: true,
  })
  const pid = child.pid ?? 0
  if (pid > 0) running.add(pid)
  const end = (): void => {
    if (running.has(pid)) endGroup(pid)
  }
  const timer = setTimeout(end, options.timeoutMs ?? 600_000)
  options.signal?.addEventListener('abort', end, { once: true })
  let [output, errorOutput] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errorOutput += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`${command} cannot be started`, { cause: error }))
    })
    child.on('close', (status) => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', end)
      end()
      running.delete(pid)
      resolve({ status, output, errorOutput })
    })
  })
}

/** Runs a program, and throws with what it printed when it fails. */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<string> {
  const { status, output, errorOutput } = await runProcess(command, args, options)
  if (status === 0) return output
  const shown = `${output}\n${errorOutput}`.trim().slice(-2000)
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} ended with ${status}:\n${shown}`)
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
