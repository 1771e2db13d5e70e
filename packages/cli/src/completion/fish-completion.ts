import type { CommandNode, OptionCompletion } from './command-tree.js'

/** Creates the completion script for fish: `referly completion fish | source`. */
export function toFishCompletion(tree: readonly CommandNode[]): string {
  const paths = tree.filter(({ path }) => path.length > 0).map(({ path }) => quote(path.join(' ')))
  return `# fish completion for referly; load it with: referly completion fish | source
function __referly_at
    set -l at
    set -l typed (commandline -opc)
    for word in $typed[2..-1]
        set -l next (string join ' ' -- $at $word)
        if contains -- "$next" ${paths.join(' ')}
            set at $at $word
        end
    end
    set -l joined (string join ' ' -- $at)
    test "$joined" = "$argv[1]"
end
complete -c referly -e
${tree.flatMap(toLines).join('\n')}`
}

function toLines(node: CommandNode): readonly string[] {
  const at = `complete -c referly -n ${quote(`__referly_at ${quote(node.path.join(' '))}`)}`
  return [
    ...(node.takesFile ? [] : [`${at} -f`]),
    ...node.commands.map(({ word, about }) => `${at} -a ${quote(word)} -d ${quote(about)}`),
    ...node.values.map((word) => `${at} -a ${quote(word)}`),
    ...node.options.map((option) => `${at} ${toOption(option)} -d ${quote(option.about)}`),
  ]
}

function toOption({ flags, takesValue, choices }: OptionCompletion): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  )
  if (!takesValue) return names.join(' ')
  const value = choices.length === 0 ? '-r -F' : `-x -a ${quote(choices.join(' '))}`
  return [...names, value].join(' ')
}

/** Single quotes in fish have two escapes: `\\` and `\'`. */
function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
