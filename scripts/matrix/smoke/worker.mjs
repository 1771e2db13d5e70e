import { reportCases } from './suite.mjs'

// `workerd test` calls the `test` method of the default export.
// oxlint-disable-next-line import/no-default-export
export default {
  async test(_controller, environment) {
    await reportCases(environment.BASE_URL)
  },
}
