import { execFileSync } from 'node:child_process'

/** A commit to compare with, and how it was found. */
export interface SpecBase {
  readonly commit: string
  readonly why: string
}

/** Runs git in a folder; `undefined` when git refuses. */
export type Git = (...args: readonly string[]) => string | undefined

/** Git in one folder. */
export function createGit(folder: string): Git {
  return (...args) => {
    try {
      const output = execFileSync('git', args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024,
      })
      // A file ends as it ends; names and hashes come with one line break too many.
      return args[0] === 'show' ? output : output.trim()
    } catch {
      return undefined
    }
  }
}

/**
 * The commit to compare with: the one that is asked for, else the last release tag, else where this branch left
 * main, else, on main itself, the commit before.
 *
 * @throws Error when the one asked for does not exist, or when the clone is too shallow to know.
 */
export function readSpecBase(git: Git, asked: string | undefined): SpecBase | undefined {
  const resolve = (name: string): string | undefined =>
    git('rev-parse', '--verify', '--quiet', `${name}^{commit}`)
  if (asked !== undefined) {
    const commit = resolve(asked)
    if (commit === undefined) throw new Error(`Expected a commit of this repository: ${asked}`)
    return { commit, why: `asked for as ${asked}` }
  }
  const tag = git('describe', '--tags', '--abbrev=0')
  const tagged = tag && resolve(tag)
  if (tagged) return { commit: tagged, why: `the last release tag, ${tag}` }
  const fork = readFork(git, resolve('HEAD'))
  if (fork !== undefined) return fork
  const parent = resolve('HEAD^1')
  if (parent !== undefined) return { commit: parent, why: 'the commit before' }
  if (git('rev-parse', '--is-shallow-repository') !== 'true') return undefined
  throw new Error('The clone is too shallow to find a base: fetch the history (fetch-depth: 0)')
}

/** Where the branch left main; on main itself that is no commit but this one. */
function readFork(git: Git, head: string | undefined): SpecBase | undefined {
  for (const main of ['origin/main', 'main']) {
    const commit = git('merge-base', main, 'HEAD')
    if (commit && commit !== head) return { commit, why: `the merge base with ${main}` }
  }
  return undefined
}
