import {
  toNodeKey,
  toNodePatterns,
  toShellQuoted,
  toValuePatterns,
  type CommandNode,
} from './command-tree.js'

/** Creates the completion script for zsh: `eval "$(referly completion zsh)"`, or a file `_referly` in `$fpath`. */
export function toZshCompletion(tree: readonly CommandNode[]): string {
  return `#compdef referly
# zsh completion for referly; load it with: eval "$(referly completion zsh)"
_referly() {
  local at="" word prev="\${words[CURRENT-1]}"
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      ${toNodePatterns(tree)}) at="$at $word" ;;
    esac
  done
  case "$at $prev" in
${toValueCases(tree)}
  esac
  case "$at" in
${tree.map(toNodeCase).join('\n')}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe 'option' options
  elif (( \${#commands} )); then _describe 'command' commands
  else _files; fi
}
if [[ "\${funcstack[1]}" == "_referly" ]]; then _referly "$@"
else compdef _referly referly; fi`
}

function toNodeCase(node: CommandNode): string {
  const { commands, values, options } = node
  const words = [...commands, ...values.map((word) => ({ word, about: word }))]
  const flags = options.flatMap((option) =>
    option.flags.map((flag) => toDescribed(flag, option.about)),
  )
  return [
    `    ${toShellQuoted(toNodeKey(node))})`,
    `      commands=(${words.map(({ word, about }) => toDescribed(word, about)).join(' ')})`,
    `      options=(${flags.join(' ')}) ;;`,
  ].join('\n')
}

/** `_describe` reads a word up to the first colon. */
function toDescribed(word: string, about: string): string {
  return toShellQuoted(`${word.replaceAll(':', '\\:')}:${about}`)
}

function toValueCases(tree: readonly CommandNode[]): string {
  const cases = toValuePatterns(tree).map(({ pattern, choices }) => {
    const words = choices.map(toShellQuoted).join(' ')
    return `    ${pattern}) ${choices.length === 0 ? '_files' : `compadd -- ${words}`}; return ;;`
  })
  return cases.join('\n')
}
