import type { RunningServer } from '@referly-kit/server'
import type { Context } from '../context.js'

/** Loads the console package, which only `serve` needs, and returns the directory of its files. */
export async function readConsoleDirectory(): Promise<string> {
  const { consoleDirectory } = await import('@referly-kit/console')
  return consoleDirectory
}

/** Creates and prints a single-use sign-in link for the console of each program. */
export async function writeConsoleLinks(
  { admin, url }: RunningServer,
  output: Context['output'],
): Promise<void> {
  const programs = await admin.listPrograms()
  output.note('Open the console in a browser. A link works once and expires in an hour:')
  for (const { id, name } of programs) {
    const link = new URL(await admin.createSignInLink(id), url).href
    output.note(programs.length === 1 ? `  ${link}` : `  ${name}: ${link}`)
  }
}
