import { describeClient } from '../src/client-suite.js'
import { startReferlyServer } from '../src/referly-server.js'
import { describeContract } from '../src/suite.js'

describeContract({ name: 'server', start: startReferlyServer })
describeClient({ name: 'server', start: startReferlyServer })
