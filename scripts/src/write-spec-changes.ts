import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { editSpec, readKnownChanges } from './spec-edits.js'

const contract = new URL('../../specs/referly.yaml', import.meta.url)

/** Writes the contract once per known change, as `ID.yaml`, and `changes.json`, which lists them. */
export function writeSpecChanges(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const document = parse(readFileSync(contract, 'utf8')) as object
  const changes = readKnownChanges()
  for (const { id, edits } of changes) {
    writeFileSync(
      join(folder, `${id}.yaml`),
      stringify(editSpec(document, edits), { aliasDuplicateObjects: false }),
    )
  }
  writeFileSync(join(folder, 'changes.json'), JSON.stringify(changes))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , folder] = process.argv
  if (folder === undefined) {
    console.error('Usage: write-spec-changes FOLDER')
    process.exitCode = 1
  } else {
    writeSpecChanges(folder)
  }
}
