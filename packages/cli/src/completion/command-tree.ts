// Our own completion, because a script that contains all words responds instantly. The maintained library for
// commander, @bomb.sh/tab (0.0.22), starts the program at every Tab, which takes 100 ms here.

import type { Command } from 'commander'

/** The words that can follow one command. */
export interface CommandNode {
  /** The words of the command, without `referly`; empty for `referly` itself. */
  readonly path: readonly string[]
  readonly commands: readonly Completion[]
  readonly options: readonly OptionCompletion[]
  /** The values of the first argument; empty if it takes any value. */
  readonly values: readonly string[]
  /** True if an argument is a file name. */
  readonly takesFile: boolean
}

/** A word and its description. */
export interface Completion {
  readonly word: string
  readonly about: string
}

/** An option and its values; no values if it takes any. */
export interface OptionCompletion {
  /** With dashes: the short form, if any, then the long one. */
  readonly flags: readonly string[]
  readonly about: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/**
 * Returns the words that can follow each command of a program, `referly` itself first.
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

/** Returns the name of a node in the scripts: its words, with a space before each. */
export function toNodeKey({ path }: CommandNode): string {
  return path.map((word) => ` ${word}`).join('')
}

/** Returns all nodes except `referly` itself as alternatives of a `case` in bash and zsh. */
export function toNodePatterns(tree: readonly CommandNode[]): string {
  const below = tree.filter(({ path }) => path.length > 0)
  return below.map((node) => toShellQuoted(toNodeKey(node))).join('|')
}

/** Returns the options that take a value as cases in bash and zsh, grouped by their choices. */
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

/** Quotes text for bash and zsh, even if it needs no quotes. */
export function toShellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
