// remark-validate-links checks links too, but pulls in 214 packages for what fits in this file.
import { posix } from 'node:path'

/** Returns the text of a tracked file, or `undefined` if no such file is tracked. */
export type ReadFile = (path: string) => string | undefined

/** Removes code, where brackets are not links. */
function stripCode(markdown: string): string {
  return markdown
    .replace(/^(\s*)(`{3,}|~{3,}).*\n[\s\S]*?\n\s*\2`*$/gm, '')
    .replace(/(`+)(?:(?!\1)[\s\S])+?\1/g, 'code')
}

/**
 * Lists the relative link targets of a Markdown text, anchors included.
 *
 * @example listTargets('[a](b.md#c), [d](https://example.com)') //=> ['b.md#c']
 */
export function listTargets(markdown: string): readonly string[] {
  const text = stripCode(markdown)
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
  const definitions = [...text.matchAll(/^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm)]
  return [...inline, ...definitions]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
}

/**
 * Lists the anchors that GitHub gives the headings of a Markdown text, along with explicit HTML anchors.
 *
 * @example listAnchors('# Rate limits\n\n## `--rate`') //=> ['rate-limits', '--rate']
 */
export function listAnchors(markdown: string): readonly string[] {
  const withoutFences = markdown.replace(/^(\s*)(`{3,}|~{3,}).*\n[\s\S]*?\n\s*\2`*$/gm, '')
  const counts = new Map<string, number>()
  const headings = [...withoutFences.matchAll(/^#{1,6} +(.+?)(?: +#+)?$/gm)].map(
    ([, heading = '']) => {
      const slug = heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
        .replaceAll(' ', '-')
      const count = counts.get(slug) ?? 0
      counts.set(slug, count + 1)
      return count === 0 ? slug : `${slug}-${count}`
    },
  )
  const explicit = [...withoutFences.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = '']) => id)
  return [...headings, ...explicit]
}

/**
 * Lists the links of a file whose target or anchor does not exist.
 *
 * @param path path of the file, relative to the root of the repository
 * @param directories the directories that contain tracked files
 */
export function listBrokenLinks(
  path: string,
  readFile: ReadFile,
  directories: ReadonlySet<string>,
): readonly string[] {
  return listTargets(readFile(path) ?? '').filter((link) => {
    const [target = '', anchor] = link.split('#')
    const joined = posix.join(posix.dirname(path), decodeURIComponent(target))
    const file = target === '' ? path : joined.replace(/\/$/, '')
    if (directories.has(file)) return false
    const text = readFile(file)
    if (text === undefined) return true
    return anchor !== undefined && file.endsWith('.md') && !listAnchors(text).includes(anchor)
  })
}
