import { spawn } from 'node:child_process'

/** Options for `runProcess`. */
export interface ProcessOptions {
  readonly cwd: string
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  /** Kills the process and its children when aborted. */
  readonly signal?: AbortSignal | undefined
}

/** The result of a process. */
export interface ProcessResult {
  /** The exit code, or null when the process was killed. */
  readonly status: number | null
  readonly output: string
  readonly errorOutput: string
}

const running = new Set<number>()
process.on('exit', () => {
  for (const pid of running) killGroup(pid)
})

/** Runs a program until it exits, then kills any processes it left behind. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Use a process group, because browsers start children that outlive them.
    detached: true,
  })
  const pid = child.pid ?? 0
  if (pid > 0) running.add(pid)
  const end = (): void => {
    if (running.has(pid)) killGroup(pid)
  }
  const timer = setTimeout(end, options.timeoutMs ?? 600_000)
  options.signal?.addEventListener('abort', end, { once: true })
  let output = ''
  let errorOutput = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errorOutput += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`${command} could not be started.`, { cause: error }))
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

/**
 * Runs a program and returns its standard output.
 *
 * @throws Error with the end of its output when it fails.
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<string> {
  const { status, output, errorOutput } = await runProcess(command, args, options)
  if (status === 0) return output
  const shown = `${output}\n${errorOutput}`.trim().slice(-2000)
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} exited with ${status}:\n${shown}`)
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group has already exited.
  }
}
