import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { buildImage, isRunAsOther, runInImage, startInImage, type Image } from './image-build.js'
import { toClosure, type PackedPackage } from './packages.js'
import { readInstallScripts } from './projects.js'
import type { Row } from './rows.js'

const server = fileURLToPath(new URL('../../../packages/server/', import.meta.url))

/** Builds the contents of the server's image from packed packages, and runs each command of its Dockerfile. */
export async function checkImage(packed: readonly PackedPackage[]): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'referly-image-'))
  try {
    // The image runs as another user.
    chmodSync(folder, 0o755)
    const image = await buildImage({
      dockerfile: readFileSync(join(server, 'Dockerfile'), 'utf8'),
      context: createContext(packed, folder),
      folder,
      args: { REFERLY_PACKAGES: './*.tgz' },
    })
    const documented = listDocumented(readFileSync(join(server, 'docs/containers.md'), 'utf8'))
    const failures = [
      ...findBuildFailures(image),
      ...(await findCommandFailures(image, documented)),
      ...(await findServerFailures(image)),
    ]
    const runs = `${image.runs} RUN, ${documented.length} documented commands, CMD, HEALTHCHECK`
    const result = isRunAsOther(image) ? `${runs}, as another user` : runs
    return [{ subject: 'Image', version: process.versions.node, result, failures, isRun: true }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Creates the folder that a build reads: the Dockerfile, and the tarballs next to it. */
function createContext(packed: readonly PackedPackage[], folder: string): string {
  const context = join(folder, 'context')
  mkdirSync(context)
  copyFileSync(join(server, 'Dockerfile'), join(context, 'Dockerfile'))
  for (const { tarball } of toClosure('@referly-kit/cli', packed)) {
    copyFileSync(tarball, join(context, basename(tarball)))
  }
  return context
}

/** Returns the commands that a page runs in the container: `docker compose run --rm referly COMMAND`. */
export function listDocumented(page: string): readonly (readonly string[])[] {
  const lines = [...page.matchAll(/^docker compose run --rm referly (.+)$/gm)]
  return lines.map(([, command = '']) =>
    [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = '']) => quoted ?? plain),
  )
}

function findBuildFailures(image: Image): readonly string[] {
  const scripts = readInstallScripts(join(image.root, 'app'))
  return [
    ...scripts.map((path) => `${path} has an install script`),
    ...(image.user === 'root' ? ['the server runs as root'] : []),
  ]
}

async function findCommandFailures(
  image: Image,
  commands: readonly (readonly string[])[],
): Promise<readonly string[]> {
  const failures: string[] = []
  for (const command of commands) {
    const { status, output } = await runInImage(image, command)
    if (status !== 0) failures.push(`${command.join(' ')} exited with ${status}: ${output}`)
  }
  return failures.concat(commands.length === 0 ? ['no command is documented'] : [])
}

/** Time for the server to start on a busy machine, in milliseconds. */
const startMs = 60_000

/** Starts the server, waits until it is healthy, uses it, and stops it. Returns what went wrong. */
async function findServerFailures(image: Image): Promise<readonly string[]> {
  const [port, managementPort] = [await findFreePort(), await findFreePort()]
  const variables = {
    HOST: '127.0.0.1',
    PORT: String(port),
    REFERLY_MANAGEMENT_PORT: String(managementPort),
  }
  const isHealthy = async (): Promise<boolean> =>
    (await runInImage(image, image.healthcheck, variables)).status === 0
  if (await isHealthy()) return ['HEALTHCHECK succeeds without a server']
  const child = startInImage(image, image.command, variables)
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
  child.stdout?.resume()
  try {
    const giveUpAt = Date.now() + startMs
    while (!(await isHealthy())) {
      const isOver = child.exitCode !== null || Date.now() > giveUpAt
      if (isOver) return [`CMD did not become healthy: ${log.slice(-1000)}`]
      await wait(100)
    }
    const failures = await findRequestFailures(`http://127.0.0.1:${port}`)
    child.kill('SIGTERM')
    const status = await ended
    return status === 0
      ? failures
      : [...failures, `CMD exited with ${status} after SIGTERM: ${log}`]
  } finally {
    child.kill('SIGKILL')
  }
}

async function findRequestFailures(origin: string): Promise<readonly string[]> {
  const page = await fetch(origin)
  const isConsole = page.ok && (await page.text()).includes('<title>Referly Kit')
  const { status } = await fetch(`${origin}/api/v1/coupons`)
  return [
    ...(isConsole ? [] : [`the console answers ${page.status}`]),
    ...(status === 401 ? [] : [`the API answers ${status} without a key`]),
  ]
}

async function findFreePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
