import type { StartOptions } from '../src/index.js'
import { runScript, type ScriptProcess } from './processes.js'

/** A server in a separate process. */
export interface ServedProcess {
  readonly process: ScriptProcess
  readonly url: string
  readonly key: string
  /** Kills the process, like kill -9. */
  kill(): Promise<void>
}

const source = new URL('../src/index.ts', import.meta.url).href

const script = `
  import { startServer } from ${JSON.stringify(source)}
  const server = await startServer(JSON.parse(process.env.TEST_OPTIONS))
  let key = process.env.TEST_KEY
  if (!key) {
    const { id } = await server.admin.createProgram({ name: 'Acme' })
    key = (await server.admin.createApiKey(id)).key
  }
  console.log('> ' + JSON.stringify({ url: server.url, key }))`

/** Starts a server in a separate process. Without a key, it creates a program and a key. */
export async function serve(options: StartOptions, key = ''): Promise<ServedProcess> {
  const child = runScript(script, {
    TEST_OPTIONS: JSON.stringify({ cacheMb: 16, ...options }),
    TEST_KEY: key,
  })
  const line = await child.readLine('> ')
  const started = JSON.parse(line.slice(2)) as { url: string; key: string }
  const kill = async (): Promise<void> => {
    child.child.kill('SIGKILL')
    await child.ended
  }
  return { process: child, ...started, kill }
}

type Target = Pick<ServedProcess, 'url' | 'key'>

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Posts a body and returns the status and body of the response. */
export function post(to: Target, path: string, body: unknown): Promise<Answer> {
  return send(to, 'POST', path, body)
}

/** Sends a body and returns the status and body of the response. */
export async function send(
  { url, key }: Target,
  method: string,
  path: string,
  body: unknown,
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  // Some deletions have no body.
  const text = (await response.text()) || '{}'
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown> }
}

/** Gets a path and returns the body. */
export async function get({ url, key }: Target, path: string): Promise<unknown> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } })
  return response.json()
}
