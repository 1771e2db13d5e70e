import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Context } from '../context.js'
import { CliError, toMessage, type CliErrorCode } from '../errors.js'
import { toCountText } from '../terminal/text.js'

/**
 * Reads the key from the file given with `--api-key-file`.
 *
 * @throws CliError `UNREADABLE_FILE`
 */
export async function readKey(
  file: string | undefined,
  { input, cwd }: Context,
): Promise<string | undefined> {
  if (file === undefined) return undefined
  try {
    return parseKey(file === '-' ? await input.readAll() : await readText(resolve(cwd, file)))
  } catch (error) {
    throw new CliError(
      'UNREADABLE_FILE',
      `The API key cannot be read from ${file} (${toMessage(error)}). Check the path.`,
      error,
    )
  }
}

/** Reads a text file in any encoding; PowerShell 5 writes UTF-16. */
async function readText(path: string): Promise<string> {
  const { decodeText } = await import('@referly-kit/csv')
  const bytes = await readFile(path)
  return decodeText(bytes)?.text ?? bytes.toString()
}

/** The start of a line that sets the variable: in an .env file, in a shell, or in PowerShell. */
const assignment: RegExp = /^\s*(?:export\s+|set\s+|\$env:)?REFERLY_API_KEY\s*=\s*/im

/**
 * Extracts the key from a line that sets `REFERLY_API_KEY`, from `Bearer ...`, and from quotes.
 *
 * @example
 * parseKey('export REFERLY_API_KEY="rk_live_1"\n') //=> 'rk_live_1'
 */
export function parseKey(text: string): string {
  const match = assignment.exec(text)
  const start = match === null ? 0 : match.index + match[0].length
  const rest = text.slice(start).trim()
  const value = (match === null ? rest : (rest.split(/\r\n?|\n/)[0] ?? '')).trim()
  const unquoted = /^(["'])(.*)\1$/s.exec(value)?.[2] ?? value
  return unquoted.trim().replace(/^Bearer\s+/i, '')
}

/** Describes a key that cannot be sent in a header; undefined for one that can. */
export function findKeyProblem(key: string): string | undefined {
  if (key === '') return 'empty'
  const lines = key.split(/\r\n?|\n/).length
  if (lines > 1) return toCountText(lines, 'line')
  if (/\s/.test(key)) return 'text with spaces'
  const [other] = /[^\x21-\x7E]/u.exec(key) ?? []
  if (other === undefined) return undefined
  const hex = (other.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `text with the character U+${hex}`
}

/** Refuses a key that cannot be sent. The error names its source, and never shows it. */
export function assertKey(key: string, source: string, code: CliErrorCode): void {
  const problem = findKeyProblem(key)
  if (problem === undefined) return
  throw new CliError(code, {
    field: 'API key',
    expected: 'one line of ASCII characters without spaces',
    received: `${problem} (from ${source})`,
    hint: 'Copy it again.',
  })
}
