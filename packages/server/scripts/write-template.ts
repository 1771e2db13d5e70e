import { fileURLToPath } from 'node:url'
import { writeTemplate } from '../src/store/pglite-template.js'

// Beside the module that reads it: a published server starts from it without making a cluster first.
await writeTemplate(fileURLToPath(new URL('../dist/store/pglite-template.tar.gz', import.meta.url)))
