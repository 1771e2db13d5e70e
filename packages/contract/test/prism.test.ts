import { describeClient } from '../src/client-suite.js'
import { startPrism } from '../src/prism.js'
import { describeContract } from '../src/suite.js'

describeContract({ name: 'prism', start: startPrism })
describeClient({ name: 'prism', start: startPrism })
