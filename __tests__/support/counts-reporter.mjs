import { writeFileSync } from "node:fs";

/**
 * Leaves the counts of a test run in the file that TEST_COUNTS names, for `.ci/run`. A reporter and not `--json`,
 * because `npm cit` hands no arguments on to the tests.
 */
export default class CountsReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_COUNTS;
    if (!file) return;
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } =
      results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    writeFileSync(file, `${numPassedTests} ${failed} ${numPendingTests + numTodoTests}\n`);
  }
}
