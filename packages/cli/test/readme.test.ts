import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer, type RunningServer } from '@referly-kit/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  documents,
  findIds,
  isAsShown,
  readDocument,
  readExamples,
  toComparable,
  toShownLines,
  writeDocument,
  type Example,
} from './readme-examples.js'
import { createReference, findLeaves } from './reference.js'
import { startReferly, toReferlyCommand } from './referly-process.js'

// UPDATE_DOCS=1 writes the output into the documents instead of comparing it.
const isUpdate = process.env['UPDATE_DOCS'] === '1'

/** The directory of the examples, with a list of affiliates. */
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
  const invalid =
    'First Name;Surname;E-Mail\nAnn;Lee;ann@example.com\nBo;Li;bo\nAnn;Lee;Ann@example.com\n'
  await writeFile(join(cwd, 'list.csv'), invalid)
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

/** Installs a `referly` that runs the sources under the name of an installed one. */
async function installReferly(directory: string): Promise<void> {
  await mkdir(directory)
  const quick = toReferlyCommand(['codes'])
  const whole = toReferlyCommand(['serve'])
  for (const [name, words] of [
    ['quick', quick],
    ['whole', whole],
  ] as const) {
    await mkdir(join(directory, name))
    await symlink(words.at(-2) ?? '', join(directory, name, 'referly'))
  }
  const toStart = (words: readonly string[], name: string): string =>
    `exec ${[...words.slice(0, -2), join(directory, name, 'referly')].join(' ')} "$@"`
  const script = `#!/bin/sh
case "$1" in
  quickstart|serve|admin) ${toStart(whole, 'whole')} ;;
  *) ${toStart(quick, 'quick')} ;;
esac
`
  await writeFile(join(directory, 'referly'), script, { mode: 0o755 })
}

/** Runs a command, and returns stdout and stderr in the order in which a terminal shows them. */
async function runLine(line: string): Promise<string> {
  const child = spawn('bash', ['-c', `exec 2>&1; ${line}`], { cwd, env })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  await once(child, 'close')
  return printed.replaceAll(join(cwd, 'home'), '/home/ann')
}

/** Runs examples one after the other. IDs in a document are replaced by those of this run. */
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
    const own = [...ids].reduce((text, [shown, actual]) => text.replaceAll(shown, actual), command)
    const printed = await runLine(own)
    const actual = findIds(printed)
    for (const [index, id] of findIds(lines.join('\n')).entries()) {
      if (!ids.has(id)) ids.set(id, actual[index] ?? id)
    }
    outputs.push(printed)
  }
  return outputs
}

/** Runs `serve` until it is ready, and stops it. */
async function serve(command: string): Promise<string> {
  const words = [...command.split(' ').slice(1), '--port', '0']
  const referly = startReferly(words, { cwd })
  await referly.until(/Ready/)
  referly.child.kill('SIGTERM')
  await referly.ended
  // Here the command starts as `node ... whole.mjs`, but as `referly` when it is installed.
  const notes = referly.stderr.replace(/node \S.*\/whole\.mjs /, 'referly ').split('\n')
  const stored = notes.findIndex((note) => note.startsWith('Stored'))
  const ready = notes.findIndex((note) => note.startsWith('Ready'))
  const access = referly.stdout.trimEnd()
  return [...notes.slice(0, stored), access, ...notes.slice(stored, ready + 1)].join('\n')
}

function update(
  examples: readonly Example[],
  outputs: readonly string[],
  ids: ReadonlyMap<string, string>,
): void {
  for (const document of documents) {
    let text = readDocument(document)
    for (const [index, example] of examples.entries()) {
      if (example.document !== document) continue
      const before = [`$ ${example.command}`, ...example.lines, ''].join('\n')
      const lines = toShownLines(example.lines, outputs[index] ?? '')
      text = text.replace(before, () => [`$ ${example.command}`, ...lines, ''].join('\n'))
    }
    for (const [shown, actual] of ids) text = text.replaceAll(shown, actual)
    writeDocument(document, text)
  }
}

const hasBash = spawnSync('bash', ['--version']).status === 0

describe.runIf(hasBash)('the documents', () => {
  const examples = documents.flatMap(readExamples)

  it('show the output of their commands', { timeout: 600_000 }, async () => {
    const ids = new Map<string, string>()
    const outputs = await runExamples(examples, ids)
    if (isUpdate) return update(examples, outputs, ids)
    const wrong = examples.flatMap(({ document, command, lines }, index) => {
      const printed = outputs[index] ?? ''
      return isAsShown(lines, printed)
        ? []
        : [`${document}: $ ${command}\n${toComparable(printed)}`]
    })
    expect(wrong.join('\n')).toBe('')
  })

  it('show each command', async () => {
    const commands = examples.map(({ command }) => `${command} `)
    // The README of the server shows the other commands of admin.
    const leaves = await findLeaves()
    const paths = leaves.flatMap(({ path }) => (/ admin /.test(path) ? [] : [path]))
    const missing = paths.filter((path) => !commands.some((text) => text.includes(`${path} `)))
    expect(missing).toEqual([])
  })

  it('include a reference that matches the help', async () => {
    const text = readDocument('docs/reference.md')
    const marks = /(<!-- commands -->\n\n)[^]*(<!-- \/commands -->)/
    const reference = await createReference()
    const expected = text.replace(marks, (_, start, end) => `${start}${reference}\n${end}`)
    if (isUpdate) return writeDocument('docs/reference.md', expected)
    expect(text).toBe(expected)
  })
})
