import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

const readme: string = fileURLToPath(new URL('../README.md', import.meta.url))

/** When and where something was measured. */
export function toPlace(): string {
  const { model = 'an unknown processor' } = cpus()[0] ?? {}
  const date = new Date().toISOString().slice(0, 10)
  return `${date} on ${model}, ${cpus().length} cores, Node ${process.versions.node}`
}

/** Prints a report; with `--write` puts it between the README's marks of this name, too. */
export function publish(name: string, report: string): void {
  process.stdout.write(`${report}\n`)
  if (!process.argv.includes('--write')) return
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`] as const
  const text = readFileSync(readme, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`README.md must have ${begin} and ${end}`)
  writeFileSync(readme, `${text.slice(0, from)}${begin}\n\n${report}\n\n${text.slice(to)}`)
  execFileSync('npx', ['oxfmt', readme])
}
