import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, cpSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import {
  expandVariables,
  parseAssignments,
  parseDockerfile,
  type Instruction,
  type Stage,
} from './dockerfile.js'

/** The directories of a stage, and the state that its next instruction finds. */
interface StageState {
  /** The directory used as the root of the file system. */
  readonly root: string
  /** The working directory in the container. */
  workdir: string
  user: string
  variables: Record<string, string>
  command: readonly string[]
  healthcheck: readonly string[]
}

/** The contents of an image, in a directory. */
export interface Image extends Readonly<StageState> {
  /** Number of commands that the build has run. */
  readonly runs: number
}

/** Options for `buildImage`. */
export interface BuildOptions {
  readonly dockerfile: string
  /** Directory that `COPY` reads from. */
  readonly context: string
  /** Directory for the file systems of the stages. */
  readonly folder: string
  readonly args: Readonly<Record<string, string>>
}

/** The id of the user `node` in the image, which has no password and no special rights on this machine. */
const nodeUser = 1000

/**
 * Builds the contents of an image in directories, without Docker: the commands run on this machine, with the Node that
 * runs this, and paths are within the directory of their stage.
 */
export async function buildImage(options: BuildOptions): Promise<Image> {
  const { dockerfile, folder } = options
  const stages = new Map<string, StageState>()
  let runs = 0
  let last: StageState | undefined
  for (const [index, stage] of parseDockerfile(dockerfile).entries()) {
    const state = createStage(join(folder, `stage-${index}`))
    for (const instruction of stage.instructions) {
      await apply(instruction, state, { stages, options })
      if (instruction.name === 'RUN') runs++
    }
    stages.set(nameOf(stage, index), state)
    last = state
  }
  if (last === undefined) throw new Error('The Dockerfile has no stage.')
  return { ...last, runs }
}

function nameOf({ name }: Stage, index: number): string {
  return name ?? String(index)
}

/** Creates what the base image has: a home directory that belongs to the user `node`. */
function createStage(root: string): StageState {
  const home = join(root, 'home/node')
  mkdirSync(home, { recursive: true })
  if (canChangeUser) chownSync(home, nodeUser, nodeUser)
  const path = `${dirname(process.execPath)}${delimiter}/usr/bin${delimiter}/bin`
  return {
    root,
    workdir: '/',
    user: 'root',
    variables: { PATH: path },
    command: [],
    healthcheck: [],
  }
}

interface BuildState {
  readonly stages: ReadonlyMap<string, StageState>
  readonly options: BuildOptions
}

async function apply(
  { name, text, words, flags }: Instruction,
  state: StageState,
  { stages, options }: BuildState,
): Promise<void> {
  switch (name) {
    case 'ARG': {
      const [variable = '', value = ''] = text.split('=')
      state.variables[variable] = options.args[variable] ?? value
      return
    }
    case 'COPY':
      return copy(text, state, { stages, from: flags['from'], context: options.context })
    case 'ENV':
      return setVariables(text, state)
    case 'RUN':
      return run(text, state)
    case 'USER':
      state.user = text
      return
    case 'WORKDIR':
      state.workdir = text
      mkdirSync(join(state.root, text), { recursive: true })
      return
    case 'CMD':
      state.command = toCommand(name, words)
      return
    case 'HEALTHCHECK':
      state.healthcheck = toCommand(name, words)
      return
    case 'EXPOSE':
    case 'VOLUME':
    case 'FROM':
  }
}

function toCommand(name: string, words: readonly string[] | undefined): readonly string[] {
  if (words === undefined) throw new Error(`${name} must have the form ["command", "argument"].`)
  return words
}

function setVariables(text: string, { root, variables }: StageState): void {
  for (const [name, value] of parseAssignments(text)) {
    // Directories of the image are within that of its stage; those of this machine come from the variable itself.
    const placed = value.replaceAll(/(^|:)(\/[^:$]*)/g, (_, start, path) => start + root + path)
    variables[name] = expandVariables(placed, variables)
  }
}

interface CopyState {
  readonly stages: ReadonlyMap<string, StageState>
  readonly from: string | undefined
  readonly context: string
}

/** Copies files of the context, or moves a directory out of an earlier stage. */
function copy(text: string, state: StageState, { stages, from, context }: CopyState): void {
  const paths = text.split(/\s+/)
  const target = join(state.root, resolveIn(state.workdir, paths.pop() ?? ''))
  if (from !== undefined) {
    const [source = ''] = paths
    const stage = stages.get(from)
    if (stage === undefined) throw new Error(`COPY names the stage ${from}, which does not exist.`)
    mkdirSync(dirname(target), { recursive: true })
    return renameSync(join(stage.root, source), target)
  }
  const files = readdirSync(context)
  const found = paths.map((pattern) => files.filter((file) => matches(file, pattern)))
  if (found.flat().length === 0) throw new Error(`COPY ${text} matches no file.`)
  for (const file of found.flat()) cpSync(join(context, file), join(target, basename(file)))
}

function resolveIn(workdir: string, path: string): string {
  return path.startsWith('/') ? path : join(workdir, path)
}

function matches(file: string, pattern: string): boolean {
  const [start = '', end] = pattern.split('*')
  return end === undefined ? file === start : file.startsWith(start) && file.endsWith(end)
}

async function run(text: string, state: StageState): Promise<void> {
  // Running it would change this machine.
  if (/(^|\s)\//.test(text)) throw new Error(`RUN ${text} has a path outside of its directory.`)
  const { status, output } = await runInImage(state, ['sh', '-c', text])
  if (status !== 0) throw new Error(`RUN ${text} exited with ${status}:\n${output.slice(-2000)}`)
}

/** True when another user can run Node: the builder is root, and Node is not in a private directory. */
const canChangeUser: boolean =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['--version'], { uid: nodeUser, gid: nodeUser }).status === 0

/** Returns whether the commands of an image run as a user other than the one who builds it. */
export function isRunAsOther({ user }: Pick<Image, 'user'>): boolean {
  return user !== 'root' && canChangeUser
}

/** Settings of npm and of the network, which Docker has in its own configuration. */
function readOwnVariables(): Record<string, string> {
  const names = Object.keys(process.env).filter((name) => /^npm_config_|_proxy$/i.test(name))
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']))
}

/** Starts a command as the image would: with its variables, directory, and user, and nothing from this process. */
export function startInImage(
  image: StageState | Image,
  [program = '', ...args]: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  const { root, workdir } = image
  const home = join(root, image.user === 'root' ? 'root' : 'home/node')
  return spawn(program, args, {
    cwd: join(root, workdir),
    env: {
      npm_config_prefer_offline: 'true',
      ...readOwnVariables(),
      HOME: image.user === 'root' ? (process.env['HOME'] ?? home) : home,
      ...image.variables,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRunAsOther(image) ? { uid: nodeUser, gid: nodeUser } : {}),
  })
}

/** The end of a command in an image. */
export interface ImageRun {
  readonly status: number | null
  readonly output: string
}

/** Runs a command as the image would, and waits for its end. */
export async function runInImage(
  image: StageState | Image,
  command: readonly string[],
  variables?: Readonly<Record<string, string>>,
): Promise<ImageRun> {
  const child = startInImage(image, command, variables)
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { status, output }
}
