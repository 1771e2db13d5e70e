import { createRequire } from 'node:module'

// Imports and requires each argument, and checks that both give the same names.
const require = createRequire(import.meta.url)

for (const entry of process.argv.slice(2)) {
  const imported = Object.keys(await import(entry)).toSorted()
  const required = Object.keys(require(entry))
    .filter((name) => name !== '__esModule')
    .toSorted()
  if (imported.join() !== required.join()) {
    throw new Error(
      `${entry}: import() gives ${imported.join()}, but require() gives ${required.join()}`,
    )
  }
}
