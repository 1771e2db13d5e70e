import {
  toNodeKey,
  toNodePatterns,
  toShellQuoted,
  toValuePatterns,
  type CommandNode,
} from './command-tree.js'

/**
 * Creates the completion script for bash 3.2 or newer: `eval "$(referly completion bash)"`.
 *
 * Where no word fits, bash completes file names.
 */
export function toBashCompletion(tree: readonly CommandNode[]): string {
  return `# bash completion for referly; load it with: eval "$(referly completion bash)"
_referly() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at="" word words=""
  # bash splits --format=csv at the equals sign.
  if [[ "$cur" == "=" ]]; then cur=""
  elif [[ "$prev" == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
      ${toNodePatterns(tree)}) at="$at $word" ;;
    esac
  done
  COMPREPLY=()
  case "$at $prev" in
${toValueCases(tree)}
  esac
  case "$at" in
${tree.map(toNodeCase).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _referly referly`
}

function toNodeCase(node: CommandNode): string {
  const { commands, values, options } = node
  const words = [...commands.map(({ word }) => word), ...values]
  const flags = options.flatMap((option) => option.flags)
  return `    ${toShellQuoted(toNodeKey(node))}) words=${toShellQuoted([...words, ...flags].join(' '))} ;;`
}

/** Without choices, COMPREPLY stays empty, and bash completes file names. */
function toValueCases(tree: readonly CommandNode[]): string {
  const cases = toValuePatterns(tree).map(({ pattern, choices }) => {
    const words = toShellQuoted(choices.join(' '))
    const reply = choices.length === 0 ? '' : ` COMPREPLY=($(compgen -W ${words} -- "$cur"));`
    return `    ${pattern})${reply} return ;;`
  })
  return cases.join('\n')
}
