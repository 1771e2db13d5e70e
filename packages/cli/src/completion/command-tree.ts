import type { Command } from 'commander'

/** What can be typed behind one command. */
export interface CommandNode {
  /** The words that lead to it, without `referly`; empty for `referly` itself. */
  readonly path: readonly string[]
  readonly commands: readonly Completion[]
  readonly options: readonly OptionCompletion[]
  /** What its first argument may be; empty when it may be anything. */
  readonly values: readonly string[]
  /** Whether a file name may stand here. */
  readonly takesFile: boolean
}

/** A word and what it does. */
export interface Completion {
  readonly word: string
  readonly about: string
}

/** An option, and the words its value may be; none when it takes any value. */
export interface OptionCompletion {
  /** With dashes: the short form, if there is one, then the long one. */
  readonly flags: readonly string[]
  readonly about: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/**
 * Reads from a program what can be typed, `referly` first, then each command that can be reached.
 *
 * @example
 * toCommandTree(program).map(({ path }) => path.join(' ')) //=> ['', 'quickstart', 'serve', 'coupons', ...]
 */
export function toCommandTree(
  command: Command,
  path: readonly string[] = [],
): readonly CommandNode[] {
  const help = command.createHelp()
  const children = help.visibleCommands(command)
  const node: CommandNode = {
    path,
    commands: children.map((child) => ({ word: child.name(), about: toAbout(child) })),
    options: help.visibleOptions(command).map((option) => ({
      flags: [option.short, option.long].filter((flag) => flag !== undefined && flag !== null),
      about: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
    values: command.registeredArguments[0]?.argChoices ?? [],
    takesFile: command.registeredArguments.some((argument) => isFile(argument.name())),
  }
  const below = children
    .filter((child) => child.name() !== 'help')
    .flatMap((child) => toCommandTree(child, [...path, child.name()]))
  return [node, ...below]
}

function isFile(argument: string): boolean {
  return ['csv', 'plan', 'file'].includes(argument)
}

function toAbout(command: Command): string {
  return command.summary() || command.description()
}

/** A node as the scripts know it: a space before each word. */
export function toNodeKey({ path }: CommandNode): string {
  return path.map((word) => ` ${word}`).join('')
}

/** All nodes but `referly` itself, as alternatives of a `case` in bash and zsh. */
export function toNodePatterns(tree: readonly CommandNode[]): string {
  const below = tree.filter(({ path }) => path.length > 0)
  return below.map((node) => toShellQuoted(toNodeKey(node))).join('|')
}

/** The options of a node that take a value, as cases in bash and zsh: of what choices, after what. */
export function toValuePatterns(
  tree: readonly CommandNode[],
): readonly { readonly pattern: string; readonly choices: readonly string[] }[] {
  const patterns = new Map<string, { patterns: string[]; choices: readonly string[] }>()
  for (const node of tree) {
    for (const { flags, takesValue, choices } of node.options) {
      if (!takesValue) continue
      const known = patterns.get(choices.join(' ')) ?? { patterns: [], choices }
      known.patterns.push(...flags.map((flag) => toShellQuoted(`${toNodeKey(node)} ${flag}`)))
      patterns.set(choices.join(' '), known)
    }
  }
  return [...patterns.values()].map((known) => ({
    pattern: known.patterns.join('|'),
    choices: known.choices,
  }))
}

/** Quotes text for bash and zsh, always. */
export function toShellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
