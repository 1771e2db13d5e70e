import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import type { Context } from '../src/context.js'
import { createProgram } from '../src/program.js'

interface Named {
  readonly name: string
  readonly command: Command
}

function findAll(command: Command, name: string): readonly Named[] {
  const below = command.commands.flatMap((child) => findAll(child, `${name} ${child.name()}`))
  return [{ name, command }, ...below]
}

function createAll(): { readonly all: readonly Named[]; readonly said: string[] } {
  const said: string[] = []
  const data = (line: string): void => void said.push(line)
  const output = { data, note: data, json: () => {}, status: () => {} }
  return { all: findAll(createProgram({ output } as unknown as Context), 'referly'), said }
}

const { all, said } = createAll()
const leaves = all.filter(({ command }) => command.commands.length === 0)

describe('each command', () => {
  it.each(all.map(({ name, command }) => [name, command] as const))(
    '%s has a help that leads with examples of itself',
    (name, command) => {
      said.length = 0
      command.outputHelp()
      expect(said[0]).toBe('Examples:')
      const end = said.indexOf('')
      const examples = said.slice(1, end)
      expect(examples.some((example) => example.includes(name))).toBe(true)
      expect(said[end + 1]).toMatch(/^Usage: /)
    },
  )

  it.each(leaves.map(({ name, command }) => [name, command] as const))(
    '%s can print one JSON document, and takes no key on its command line',
    (_, command) => {
      const names = command.options.map(({ long }) => long)
      expect(names).toContain('--json')
      expect(names).not.toContain('--api-key')
      expect(names).not.toContain('--key')
    },
  )
})
