import { reportCases } from './suite.mjs'

// The shape that `workerd test` calls.
// oxlint-disable-next-line import/no-default-export
export default {
  async test(_controller, environment) {
    await reportCases(environment.BASE_URL)
  },
}
