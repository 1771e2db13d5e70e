import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApiReports, writeApiReports } from './api-reports.js'
import { listPublicPackages } from './public-packages.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

for (const { folder } of listPublicPackages(root)) {
  const reports = createApiReports(folder)
  writeApiReports(folder, reports)
  for (const { name } of reports) console.log(`${relative(root, folder)}/etc/${name}`)
}
