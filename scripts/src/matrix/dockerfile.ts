/** One instruction of a Dockerfile. */
export interface Instruction {
  readonly name: InstructionName
  /** The text after the name and the flags. */
  readonly text: string
  /** The words of the exec form, `["node", "--version"]`, when it has that form. */
  readonly words: readonly string[] | undefined
  /** Flags before the text: `--from=install` is `from`. */
  readonly flags: Readonly<Record<string, string>>
}

/** A stage of a Dockerfile, from one `FROM` to the next. */
export interface Stage {
  readonly image: string
  readonly name: string | undefined
  readonly instructions: readonly Instruction[]
}

const names = [
  'ARG',
  'CMD',
  'COPY',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'RUN',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const

/** The instructions that the reader supports. */
export type InstructionName = (typeof names)[number]

/**
 * Reads the stages of a Dockerfile: comments, lines that end in a backslash, flags, and both forms of a command. A
 * package for this exists, but it describes places in an editor and leaves these forms to its users.
 *
 * @throws Error for an instruction or a form that it does not understand, rather than ignoring it.
 */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = []
  for (const instruction of joinLines(text).map(parseInstruction)) {
    if (instruction.name === 'FROM') {
      const [, image = '', name] = /^(\S+)(?: AS (\S+))?$/i.exec(instruction.text) ?? []
      if (image === '') throw new Error(`FROM ${instruction.text} is not supported.`)
      stages.push({ image, name, instructions: [] })
      continue
    }
    const stage = stages.at(-1)
    if (stage === undefined) throw new Error(`${instruction.name} comes before the first FROM.`)
    stage.instructions.push(instruction)
  }
  return stages
}

/** Joins lines that end in a backslash, and drops comments and empty lines, even between them. */
function joinLines(text: string): readonly string[] {
  if (text.includes('<<')) throw new Error('Here-documents are not supported.')
  const lines = text.split(/\r?\n/).filter((line) => !/^\s*(?:#|$)/.test(line))
  const joined: string[] = []
  let isOpen = false
  for (const line of lines) {
    const part = line.replace(/\\\s*$/, '').trim()
    if (isOpen) joined.push(`${joined.pop()} ${part}`)
    else joined.push(part)
    isOpen = /\\\s*$/.test(line)
  }
  return joined
}

function parseInstruction(line: string): Instruction {
  const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
  const name = names.find((each) => each === word.toUpperCase())
  if (name === undefined) throw new Error(`The instruction is not supported: ${line}`)
  const [, flagTexts = '', text = ''] = /^((?:--[\w-]+=\S+\s+)*)(.*)$/.exec(rest) ?? []
  const flags = [...flagTexts.matchAll(/--([\w-]+)=(\S+)/g)].map(
    ([, flag = '', value = '']) => [flag, value] as const,
  )
  return { name, text, words: parseWords(text), flags: Object.fromEntries(flags) }
}

function parseWords(text: string): readonly string[] | undefined {
  // In HEALTHCHECK, the command follows a keyword.
  const command = text.replace(/^CMD\s+/, '')
  if (!command.startsWith('[')) return undefined
  const words: unknown = JSON.parse(command)
  if (Array.isArray(words) && words.every((word) => typeof word === 'string')) return words
  throw new Error(`A command in brackets must be a list of strings, but was ${command}.`)
}

/** Returns the assignments of an `ENV`: `A=1 B="two words"`. */
export function parseAssignments(text: string): readonly (readonly [string, string])[] {
  const pairs = [...text.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)]
  const rest = text.replaceAll(/\w+=(?:"[^"]*"|\S+)/g, '').trim()
  if (rest !== '' || pairs.length === 0) throw new Error(`ENV ${text} is not supported.`)
  return pairs.map(([, name = '', quoted, plain = '']) => [name, quoted ?? plain] as const)
}

/** Replaces `$NAME` and `${NAME}` with the values of variables. An unknown one is empty, as in a shell. */
export function expandVariables(
  text: string,
  variables: Readonly<Record<string, string | undefined>>,
): string {
  return text.replaceAll(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (_, plain: string, braced: string) => variables[plain ?? braced] ?? '',
  )
}
