import { startOnPglite } from '../src/referly-server.js'
import { describeTarget } from '../src/suite.js'

describeTarget({ name: 'pglite', start: startOnPglite })
