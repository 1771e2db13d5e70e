import { startPrism } from '../src/prism.js'
import { describeContract } from '../src/suite.js'

describeContract({ name: 'prism', start: startPrism })
