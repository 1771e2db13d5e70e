import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  listObjections,
  listProductionDependencies,
  type ProductionDependency,
} from './production-dependencies.js'
import { listPublicPackages } from './public-packages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

function toSummary(dependencies: readonly ProductionDependency[]): string {
  const licenses = [...new Set(dependencies.map(({ license }) => license))].toSorted()
  const counts = licenses.map(
    (license) => `${license} ${dependencies.filter((one) => one.license === license).length}`,
  )
  return `${dependencies.length} packages reach a user: ${counts.join(', ')}.`
}

function main(): void {
  const { values } = parseArgs({ options: { list: { type: 'boolean', default: false } } })
  const folders = listPublicPackages(root).map(({ folder }) => folder)
  const dependencies = listProductionDependencies(folders)
  if (values.list) {
    for (const { name, version, license } of dependencies) {
      console.log(`${`${name}@${version}`.padEnd(40)} ${license}`)
    }
  }
  const objections = listObjections(dependencies)
  for (const objection of objections) console.error(objection)
  if (objections.length > 0) process.exitCode = 1
  console.log(toSummary(dependencies))
}

main()
