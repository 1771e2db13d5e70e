import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

const contracts = { 'referly.yaml': 'openapi', 'kit.yaml': 'kit-openapi' }

// The contracts as written, and as JSON for tools that read nothing else.
for (const [source, name] of Object.entries(contracts)) {
  const text = readFileSync(new URL(`../../../specs/${source}`, import.meta.url), 'utf8')
  const write = (extension, content) =>
    writeFileSync(new URL(`../dist/${name}.${extension}`, import.meta.url), content)
  write('yaml', text)
  write('json', `${JSON.stringify(parse(text), null, 2)}\n`)
}
