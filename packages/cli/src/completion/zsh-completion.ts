import type { CommandNode } from './command-tree.js'

/** Writes the completion of zsh: `eval "$(referly completion zsh)"`, or a file `_referly` in `$fpath`. */
export function toZshCompletion(tree: readonly CommandNode[]): string {
  return `#compdef referly
# zsh completion of referly; load it with: eval "$(referly completion zsh)"
_referly() {
  local at="" word prev="\${words[CURRENT-1]}"
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
      ${toPatterns(tree)}) at="$at $word" ;;
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

function toKey({ path }: CommandNode): string {
  return path.map((word) => ` ${word}`).join('')
}

function toPatterns(tree: readonly CommandNode[]): string {
  return tree
    .filter(({ path }) => path.length > 0)
    .map((node) => quote(toKey(node)))
    .join('|')
}

function toNodeCase(node: CommandNode): string {
  const commands = node.commands.map(({ word, about }) => toDescribed(word, about))
  const options = node.options.flatMap(({ flags, about }) =>
    flags.map((flag) => toDescribed(flag, about)),
  )
  return [
    `    ${quote(toKey(node))})`,
    `      commands=(${commands.join(' ')})`,
    `      options=(${options.join(' ')}) ;;`,
  ].join('\n')
}

/** A colon ends the word in what \`_describe\` reads. */
function toDescribed(word: string, about: string): string {
  return quote(`${word.replaceAll(':', '\\:')}:${about}`)
}

function toValueCases(tree: readonly CommandNode[]): string {
  const lines = tree.flatMap((node) =>
    node.options
      .filter(({ takesValue }) => takesValue)
      .map(({ flags, choices }) => {
        const pattern = flags.map((flag) => quote(`${toKey(node)} ${flag}`)).join('|')
        const reply = choices.length === 0 ? '_files' : `compadd -- ${choices.map(quote).join(' ')}`
        return `    ${pattern}) ${reply}; return ;;`
      }),
  )
  return lines.join('\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
