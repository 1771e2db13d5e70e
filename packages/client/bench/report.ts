import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Returns the date and the machine of a measurement. */
export function toPlace(): string {
  const { model = 'an unknown processor' } = cpus()[0] ?? {}
  const date = new Date().toISOString().slice(0, 10)
  return `${date} on ${model}, ${cpus().length} cores, Node ${process.versions.node}`
}

/** Prints a report. With `--write`, also inserts it between the marks with this name on a page of this package. */
export function publish(page: string, name: string, report: string): void {
  process.stdout.write(`${report}\n`)
  if (!process.argv.includes('--write')) return
  const path = fileURLToPath(new URL(`../${page}`, import.meta.url))
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`] as const
  const text = readFileSync(path, 'utf8')
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${page} must have ${begin} and ${end}`)
  writeFileSync(path, `${text.slice(0, from)}${begin}\n\n${report}\n\n${text.slice(to)}`)
  execFileSync('npx', ['oxfmt', path])
}
