import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import type { Context } from '../src/context.js'
import { createProgram } from '../src/program.js'

interface NamedCommand {
  readonly name: string
  readonly command: Command
}

function findAll(command: Command, name: string): readonly NamedCommand[] {
  const below = command.commands.flatMap((child) => findAll(child, `${name} ${child.name()}`))
  return [{ name, command }, ...below]
}

async function createAll(): Promise<{
  readonly all: readonly NamedCommand[]
  readonly printed: string[]
}> {
  const printed: string[] = []
  const data = (line: string): void => void printed.push(line)
  const output = { data, note: data, json: () => {}, log: () => {}, status: () => {} }
  return { all: findAll(await createProgram({ output } as unknown as Context), 'referly'), printed }
}

const { all, printed } = await createAll()
const leaves = all.filter(({ command }) => command.commands.length === 0)

describe('each command', () => {
  it.each(all.map(({ name, command }) => [name, command] as const))(
    '%s starts its help with examples of itself',
    (name, command) => {
      printed.length = 0
      command.outputHelp()
      expect(printed[0]).toBe('Examples:')
      const end = printed.indexOf('')
      const examples = printed.slice(1, end)
      expect(examples.some((example) => example.includes(name))).toBe(true)
      expect(printed[end + 1]).toMatch(/^Usage: /)
    },
  )

  it.each(leaves.map(({ name, command }) => [name, command] as const))(
    '%s has --json, and no option that takes an API key',
    (_, command) => {
      const names = command.options.map(({ long }) => long)
      expect(names).toContain('--json')
      expect(names).not.toContain('--api-key')
      expect(names).not.toContain('--key')
    },
  )
})

describe('the command line', () => {
  const output = { data: () => {}, json: () => {}, log: () => {}, note: () => {}, status: () => {} }
  const load = async (...words: readonly string[]): Promise<readonly string[]> => {
    const program = await createProgram({ output } as unknown as Context, words)
    const isLoaded = ({ commands, options }: Command): boolean =>
      commands.length > 0 || options.length > 0
    return program.commands.filter(isLoaded).map((command) => command.name())
  }

  it.each([
    ['codes', 'push', 'plan.csv'],
    ['help', 'codes'],
    ['--', 'codes', 'list'],
  ])('loads only the group of commands that it runs: %s %s %s', async (...words) => {
    expect(await load(...words)).toEqual(['codes'])
  })

  it.each([[], ['--help'], ['--version'], ['cods'], ['toString']])(
    'loads no group for: %j',
    async (...words) => {
      expect(await load(...words)).toEqual([])
    },
  )

  it('loads all groups for completion', async () => {
    const groups = all.filter(({ command }) => command.parent?.parent === null)
    expect(await load('completion', 'bash')).toEqual(groups.map(({ command }) => command.name()))
  })

  it('lists the groups by name, and the commands of a group with their arguments', async () => {
    const program = await createProgram({ output } as unknown as Context)
    const coupons = program.commands.find((command) => command.name() === 'coupons')
    expect(program.helpInformation()).toMatch(/^ {2}quickstart +Run the full demo/m)
    expect(coupons?.helpInformation()).toMatch(/^ {2}get \[options\] <\w+> +\w/m)
  })
})
