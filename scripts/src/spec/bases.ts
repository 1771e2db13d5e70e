import { execFileSync } from 'node:child_process'

/** The commit to compare with. */
export interface SpecBase {
  readonly commit: string
  /** The way the commit was chosen, such as `the merge base with main`. */
  readonly source: string
}

/** Runs git and returns its output, or `undefined` when git fails. */
export type Git = (...args: readonly string[]) => string | undefined

/** Creates a `Git` that runs in a folder. */
export function createGit(folder: string): Git {
  return (...args) => {
    try {
      const output = execFileSync('git', args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024,
      })
      // Keep files unchanged; drop the line break after names and hashes.
      return args[0] === 'show' ? output : output.trim()
    } catch {
      return undefined
    }
  }
}

/**
 * Finds the commit to compare with: the requested one, the last release tag, the merge base with main, or the previous
 * commit, in that order.
 *
 * @throws Error when the requested commit does not exist, or when the clone is too shallow.
 */
export function readSpecBase(git: Git, requested: string | undefined): SpecBase | undefined {
  const resolve = (name: string): string | undefined =>
    git('rev-parse', '--verify', '--quiet', `${name}^{commit}`)
  if (requested !== undefined) {
    const commit = resolve(requested)
    if (commit === undefined) {
      throw new Error(
        `The base must be a commit, tag, or branch of this repository, but was ${requested}.`,
      )
    }
    return { commit, source: `requested as ${requested}` }
  }
  const tag = git('describe', '--tags', '--abbrev=0')
  const tagged = tag && resolve(tag)
  if (tagged) return { commit: tagged, source: `the last release tag, ${tag}` }
  const fork = readFork(git, resolve('HEAD'))
  if (fork !== undefined) return fork
  const parent = resolve('HEAD^1')
  if (parent !== undefined) return { commit: parent, source: 'the previous commit' }
  if (git('rev-parse', '--is-shallow-repository') !== 'true') return undefined
  throw new Error(
    'The clone is too shallow to find a base. Fetch the whole history (fetch-depth: 0).',
  )
}

/** Finds the merge base with main, or `undefined` on main itself. */
function readFork(git: Git, head: string | undefined): SpecBase | undefined {
  for (const main of ['origin/main', 'main']) {
    const commit = git('merge-base', main, 'HEAD')
    if (commit && commit !== head) return { commit, source: `the merge base with ${main}` }
  }
  return undefined
}
