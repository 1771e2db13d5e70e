import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A process that runs TypeScript from source, with its output so far. */
export interface ScriptProcess {
  readonly child: ChildProcess
  /** Resolves with the first line of output that starts with the text. */
  readLine(start: string): Promise<string>
  /** Resolves when the process has exited. */
  readonly ended: Promise<void>
}

/** Runs a module in a separate process. Its imports are given as file URLs. */
export function runScript(
  script: string,
  env: Readonly<Record<string, string>> = {},
): ScriptProcess {
  const args = [
    // Stops V8 from optimizing PGlite, which takes longer than a test.
    '--wasm-tiering-budget=1000000000',
    '--import',
    import.meta.resolve('tsx'),
    '--conditions=@referly-kit/source',
    '--input-type=module',
    '-e',
    script,
  ]
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const readLine = (start: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = output.split('\n').find((text) => text.startsWith(start))
        if (line !== undefined) resolve(line)
      }
      look()
      child.stdout.on('data', look)
      void ended.then(() => reject(new Error(`No line starts with ${start} in: ${output}`)))
    })
  return { child, readLine, ended }
}
