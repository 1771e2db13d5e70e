import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer, type RunningServer } from '@referly-kit/server'
import type { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../src/context.js'
import { createProgram } from '../src/program.js'
import {
  findIds,
  isAsSaid,
  parseExamples,
  readReadme,
  toComparable,
  writeReadme,
  type Example,
} from './readme-examples.js'
import { startReferly, toReferlyCommand } from './referly-process.js'

// UPDATE_README=1 writes what is printed into the README instead of comparing it.
const isUpdate = process.env['UPDATE_README'] === '1'

/** What the README is about at its best: a shell, in a directory with a list of affiliates. */
let cwd = ''
let server: RunningServer
let env: NodeJS.ProcessEnv = {}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-readme-'))
  server = await startServer()
  const program = await server.admin.createProgram({ name: 'My program' })
  const { key } = await server.admin.createApiKey(program.id)
  const list = fileURLToPath(new URL('../examples/affiliates.csv', import.meta.url))
  await copyFile(list, join(cwd, 'affiliates.csv'))
  const bad =
    'First Name;Surname;E-Mail\nAnn;Lee;ann@example.com\nBo;Li;bo\nAnn;Lee;Ann@example.com\n'
  await writeFile(join(cwd, 'list.csv'), bad)
  await writeFile(join(cwd, 'key.txt'), `${key}\n`)
  await installReferly(join(cwd, 'bin'))
  env = {
    PATH: [join(cwd, 'bin'), process.env['PATH']].join(delimiter),
    HOME: join(cwd, 'home'),
    REFERLY_BASE_URL: server.url,
    REFERLY_API_KEY: key,
  }
})

afterAll(async () => {
  await server.close()
  await rm(cwd, { recursive: true, force: true })
})

/** Puts a `referly` into a directory that starts what the sources say, called as an installed one is. */
async function installReferly(directory: string): Promise<void> {
  await mkdir(directory)
  const quick = toReferlyCommand(['codes'])
  const slow = toReferlyCommand(['serve'])
  for (const [name, words] of [
    ['quick', quick],
    ['slow', slow],
  ] as const) {
    await mkdir(join(directory, name))
    await symlink(words.at(-2) ?? '', join(directory, name, 'referly'))
  }
  const toStart = (words: readonly string[], name: string): string =>
    `exec ${[...words.slice(0, -2), join(directory, name, 'referly')].join(' ')} "$@"`
  const script = `#!/bin/sh
case "$1" in
  quickstart|serve|admin) ${toStart(slow, 'slow')} ;;
  *) ${toStart(quick, 'quick')} ;;
esac
`
  await writeFile(join(directory, 'referly'), script, { mode: 0o755 })
}

/** Runs a line of the README; stdout and stderr come as they do on a terminal. */
async function runLine(line: string): Promise<string> {
  const child = spawn('bash', ['-c', `exec 2>&1; ${line}`], { cwd, env })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  await once(child, 'close')
  return printed.replaceAll(join(cwd, 'home'), '/home/ann')
}

/** Runs the examples one after the other; the ids of the README become those of this run. */
async function runExamples(
  examples: readonly Example[],
  ids: Map<string, string>,
): Promise<readonly string[]> {
  const outputs: string[] = []
  for (const { command, lines } of examples) {
    if (command.startsWith('referly serve')) {
      outputs.push(await serve(command))
      continue
    }
    const own = [...ids].reduce((text, [said, actual]) => text.replaceAll(said, actual), command)
    const printed = await runLine(own)
    const actual = findIds(printed)
    for (const [index, id] of findIds(lines.join('\n')).entries()) {
      if (!ids.has(id)) ids.set(id, actual[index] ?? id)
    }
    outputs.push(printed)
  }
  return outputs
}

/** It ends only when it is told to. */
async function serve(command: string): Promise<string> {
  const words = [...command.split(' ').slice(1), '--port', '0']
  const referly = startReferly(words, { cwd })
  await referly.until(/Ready/)
  referly.child.kill('SIGTERM')
  await referly.ended
  const [starting = '', ...notes] = referly.stderr.split('\n')
  const ready = notes.findIndex((note) => note.startsWith('Ready'))
  return [starting, ...notes.slice(0, ready), referly.stdout.trimEnd(), notes[ready]].join('\n')
}

function update(
  examples: readonly Example[],
  outputs: readonly string[],
  ids: ReadonlyMap<string, string>,
): void {
  let text = readReadme()
  for (const [index, { command, lines }] of examples.entries()) {
    const all = (outputs[index] ?? '')
      .replace(/(127\.0\.0\.1:)\d+/g, '$14400')
      .replace(/rk_live_[\w-]+/g, 'rk_live_...')
      .trimEnd()
      .split('\n')
    const gap = lines.indexOf('...')
    const end = lines.length - gap - 1
    const shown = gap < 0 ? all : [...all.slice(0, gap), '...', ...(end > 0 ? all.slice(-end) : [])]
    const before = ['$ ' + command, ...lines, ''].join('\n')
    text = text.replace(before, () =>
      [`$ ${command}`, ...shown.filter((line) => line !== ''), ''].join('\n'),
    )
  }
  for (const [said, actual] of ids) text = text.replaceAll(said, actual)
  writeReadme(text)
}

interface Leaf {
  /** With `referly` first. */
  readonly path: string
  readonly command: Command
}

/** The commands that do something. */
function findLeaves(command: Command, path: string): readonly Leaf[] {
  const below = command.commands.flatMap((child) => findLeaves(child, `${path} ${child.name()}`))
  return below.length === 0 ? [{ path, command }] : below
}

function createLeaves(): readonly Leaf[] {
  const output = { data: () => {}, json: () => {}, note: () => {}, status: () => {} }
  return findLeaves(createProgram({ output } as unknown as Context), 'referly')
}

const common = ['--help', '--json', '--api-key-file', '--base-url', '--profile']

/** The README's row for a command, as its help has it. */
function toRow({ path, command }: Leaf): string {
  const help = command.createHelp()
  const own = help.visibleOptions(command).filter(({ long }) => !common.includes(long ?? ''))
  const options = own.map(({ flags, argChoices }) => {
    const choices = argChoices === undefined ? '' : ` (${argChoices.join(', ')})`
    return `\`${flags}\`${choices}`
  })
  const usage = command.registeredArguments.map((argument) =>
    argument.required ? ` <${argument.name()}>` : ` [${argument.name()}]`,
  )
  const about = command.summary() || command.description()
  return `| \`${path.replace('referly ', '')}${usage.join('')}\` | ${about} | ${options.join(', ')} |`
}

const hasBash = spawnSync('bash', ['--version']).status === 0

describe.runIf(hasBash)('the README', () => {
  it('prints what its commands print', { timeout: 120_000 }, async () => {
    const examples = parseExamples(readReadme())
    const ids = new Map<string, string>()
    const outputs = await runExamples(examples, ids)
    if (isUpdate) return update(examples, outputs, ids)
    const others = examples.flatMap(({ command, lines }, index) => {
      const printed = outputs[index] ?? ''
      return isAsSaid(lines, printed) ? [] : [`$ ${command}\n${toComparable(printed)}`]
    })
    expect(others.join('\n')).toBe('')
  })

  it('shows each command', () => {
    const commands = parseExamples(readReadme()).map(({ command }) => `${command} `)
    // The server's README is about the commands of its owner.
    const paths = createLeaves().flatMap(({ path }) => (/ admin /.test(path) ? [] : [path]))
    const unseen = paths.filter((path) => !commands.some((text) => text.includes(`${path} `)))
    expect(unseen).toEqual([])
  })

  it('says of each command and each option what its help says', () => {
    const rows = createLeaves().map(toRow)
    const text = readReadme()
    if (isUpdate) {
      const head = ['| command | what it does | options of its own |', '| --- | --- | --- |']
      const marks = /(<!-- commands -->\n)[^]*(\n<!-- \/commands -->)/
      const table = [...head, ...rows].join('\n')
      return writeReadme(text.replace(marks, (_, start, end) => `${start}\n${table}\n${end}`))
    }
    const squeezed = text.replace(/ +/g, ' ')
    for (const row of rows) expect(squeezed).toContain(row.replace(/ +/g, ' '))
  })
})
