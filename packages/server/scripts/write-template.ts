import { fileURLToPath } from 'node:url'
import { writeTemplate } from '../src/store/pglite/template.js'

// Next to the module that reads it, so that a published server unpacks a cluster instead of creating one.
await writeTemplate(fileURLToPath(new URL('../dist/store/pglite/template.tar.gz', import.meta.url)))
