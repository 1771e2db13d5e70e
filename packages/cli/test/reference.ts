import type { Command, Option } from 'commander'
import type { Context } from '../src/context.js'
import { createProgram } from '../src/program.js'

/** A command that can be run, as opposed to a group of commands. */
export interface LeafCommand {
  /** With `referly` first. */
  readonly path: string
  readonly command: Command
}

/** Returns all commands that can be run. */
export async function findLeaves(): Promise<readonly LeafCommand[]> {
  const output = { data: () => {}, json: () => {}, log: () => {}, note: () => {}, status: () => {} }
  return findLeavesBelow(await createProgram({ output } as unknown as Context), 'referly')
}

function findLeavesBelow(command: Command, path: string): readonly LeafCommand[] {
  const below = command.commands.flatMap((child) =>
    findLeavesBelow(child, `${path} ${child.name()}`),
  )
  return below.length === 0 ? [{ path, command }] : below
}

const connectionOptions = ['--api-key-file', '--base-url', '--profile']
const commonOptions = ['--help', '--json', ...connectionOptions]

/** Writes the reference of all commands in Markdown, from their help. */
export async function createReference(): Promise<string> {
  const leaves = await findLeaves()
  const push = leaves.find(({ path }) => path === 'referly codes push')
  const common = (push?.command.options ?? []).filter(({ long }) => isCommon(long))
  return [
    '## Common options',
    '',
    ...common.flatMap(toOptionLines),
    '- `-h, --help`: Print help',
    '',
    'Every command has `--json` and `--help`. Commands that call the API also have the other three.',
    '',
    ...leaves.flatMap(toSection),
  ].join('\n')
}

function isCommon(long: string | undefined | null): boolean {
  return commonOptions.includes(long ?? '')
}

function toSection({ path, command }: LeafCommand): readonly string[] {
  const usage = command.registeredArguments.map((argument) =>
    argument.required ? ` <${argument.name()}>` : ` [${argument.name()}]`,
  )
  const isConnected = command.options.some(({ long }) => long === '--base-url')
  const options = command.createHelp().visibleOptions(command)
  const own = options.filter(({ long }) =>
    isConnected ? !isCommon(long) : long !== '--help' && long !== '--json',
  )
  const lines = [
    ...command.registeredArguments.flatMap((argument) =>
      toItem(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`, {
        text: argument.description,
        choices: argument.argChoices,
      }),
    ),
    ...own.flatMap(toOptionLines),
  ]
  return [
    `## ${path.replace('referly ', '')}`,
    '',
    `\`${path}${usage.join('')}\``,
    '',
    ...wrap(command.description()),
    '',
    ...(lines.length === 0 ? [] : [...lines, '']),
  ]
}

function toOptionLines(option: Option): readonly string[] {
  const { flags, description, argChoices, defaultValue, envVar } = option
  return toItem(flags, { text: description, choices: argChoices, defaultValue, envVar })
}

interface ItemParts {
  readonly text: string
  readonly choices?: readonly string[] | undefined
  readonly defaultValue?: unknown
  readonly envVar?: string | undefined
}

function toItem(
  flags: string,
  { text, choices, defaultValue, envVar }: ItemParts,
): readonly string[] {
  const details = [
    ...(choices === undefined ? [] : [choices.join(', ')]),
    ...(defaultValue === undefined ? [] : [`default: ${String(defaultValue)}`]),
    ...(envVar === undefined ? [] : [`env: ${envVar}`]),
  ]
  const [first = '', ...others] = wrap(
    `- \`${flags}\`: ${text}${details.length === 0 ? '' : ` (${details.join('; ')})`}`,
  )
  return [first, ...others.map((line) => `  ${line}`)]
}

/** Breaks text into lines of at most 118 characters, which leaves room for the indentation of an item. */
function wrap(text: string): readonly string[] {
  return text.match(/.{1,118}(?:\s|$)/g)?.map((line) => line.trimEnd()) ?? []
}
