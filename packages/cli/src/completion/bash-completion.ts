import type { CommandNode } from './command-tree.js'

/**
 * Writes the completion of bash 3.2 or newer: `eval "$(referly completion bash)"`.
 *
 * Where nothing of ours fits, bash completes file names.
 */
export function toBashCompletion(tree: readonly CommandNode[]): string {
  return `# bash completion of referly; load it with: eval "$(referly completion bash)"
_referly() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word words=""
  # bash takes --format=csv apart at the equals sign.
  if [[ "$cur" == "=" ]]; then cur=""
  elif [[ "$prev" == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${toPatterns(tree)}) at="$at $word" ;;
    esac
  done
  case "$at $prev" in
${toValueCases(tree)}
  esac
  case "$at" in
${tree.map((node) => `    ${quote(toKey(node))}) words=${quote(toWords(node))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _referly referly`
}

/** As the script has it in \`at\`: a space before each word. */
function toKey({ path }: CommandNode): string {
  return path.map((word) => ` ${word}`).join('')
}

function toPatterns(tree: readonly CommandNode[]): string {
  return tree
    .filter(({ path }) => path.length > 0)
    .map((node) => quote(toKey(node)))
    .join('|')
}

/** Dashes are proposed only once one has been typed, as file names are where a file may stand. */
function toWords({ commands, options }: CommandNode): string {
  return [...commands.map(({ word }) => word), ...options.flatMap(({ flags }) => flags)].join(' ')
}

function toValueCases(tree: readonly CommandNode[]): string {
  return tree.flatMap(toValueCasesOf).join('\n')
}

function toValueCasesOf(node: CommandNode): readonly string[] {
  return node.options.flatMap(({ flags, takesValue, choices }) => {
    if (!takesValue) return []
    const pattern = flags.map((flag) => quote(`${toKey(node)} ${flag}`)).join('|')
    // Without words COMPREPLY stays empty, and bash proposes files.
    const reply =
      choices.length === 0
        ? 'COMPREPLY=()'
        : `COMPREPLY=($(compgen -W ${quote(choices.join(' '))} -- "$cur"))`
    return `    ${pattern}) ${reply}; return ;;`
  })
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
