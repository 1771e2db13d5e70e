import { startPrism } from '../src/prism.js'
import { describeTarget } from '../src/suite.js'

describeTarget({ name: 'prism', start: startPrism })
