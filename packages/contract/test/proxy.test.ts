import { startBehindProxy } from '../src/referly-server.js'
import { describeTarget } from '../src/suite.js'

describeTarget({ name: 'proxy', start: startBehindProxy })
