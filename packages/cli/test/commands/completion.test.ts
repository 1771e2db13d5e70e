import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runReferly } from '../referly-process.js'

let cwd = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'referly-completion-'))
})
afterAll(async () => rm(cwd, { recursive: true, force: true }))

/** The words typed so far, the last one incomplete or empty; words that must be offered; and words that must not. */
const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['co', ['codes', 'coupons', 'completion'], ['report']],
  ['codes p', ['push'], ['create']],
  ['codes push --on', ['--on-conflict'], ['--yes']],
  ['codes push --on-conflict ', ['skip', 'fail'], ['--yes', 'push']],
  ['report --by a', ['affiliate'], ['code']],
  ['admin keys ', ['create', 'list', 'revoke'], ['push']],
  ['completion ', ['bash', 'zsh', 'fish'], []],
]

// zsh and fish are not installed everywhere; their cases are skipped without them.
const hasShell = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0

/** Loads the completion into a shell and returns the words it offers. */
async function complete(shell: 'bash' | 'zsh' | 'fish', typed: string): Promise<readonly string[]> {
  const { code, stdout } = await runReferly(['completion', shell], { cwd })
  expect(code).toBe(0)
  const file = join(cwd, `referly.${shell}`)
  await writeFile(file, stdout)
  const words = typed.split(' ')
  const { stdout: proposed, stderr } = spawnSync(shell, toArguments[shell](file, words), {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: cwd },
  })
  expect(stderr).toBe('')
  return proposed.split('\n').map((line) => line.split(/[\t:]/)[0] ?? '')
}

const toArguments = {
  bash: (file: string, words: readonly string[]): readonly string[] => [
    '-c',
    `source ${file}; COMP_WORDS=(referly "$@"); COMP_CWORD=$#; _referly; printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    ...words,
  ],
  // Without a terminal, zsh has no completion system, so the functions that it would call print their input.
  zsh: (file: string, words: readonly string[]): readonly string[] => [
    '-fc',
    `compdef() { : }; _files() { : }; _describe() { print -rl -- "\${(@P)2}" }; compadd() { shift; print -rl -- "$@" }
source ${file}; typeset -a words; words=(referly "$@"); CURRENT=$#words
_referly | while read -r word; do [[ "$word" == "\${words[-1]}"* ]] && print -r -- "$word"; done; true`,
    'zsh',
    ...words,
  ],
  fish: (file: string, words: readonly string[]): readonly string[] => [
    '--no-config',
    '-c',
    `source ${file}; complete -C 'referly ${words.join(' ')}'`,
  ],
}

describe.each(['bash', 'zsh', 'fish'] as const)('completion in %s', (shell) => {
  it.runIf(hasShell(shell)).each(cases)(
    'offers words after "referly %s"',
    async (typed, expected, others) => {
      const proposed = await complete(shell, typed)
      expect(proposed).toEqual(expect.arrayContaining([...expected]))
      expect(proposed.filter((word) => others.includes(word))).toEqual([])
    },
  )

  it('is also printed as JSON', async () => {
    const { stdout } = await runReferly(['completion', shell, '--json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({ shell, script: expect.stringContaining('referly') })
  })
})

it('refuses an unknown shell', async () => {
  const { code, stderr } = await runReferly(['completion', 'tcsh'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toBe('Error: `<shell>` must be bash, zsh, or fish, but was "tcsh".\n')
})
