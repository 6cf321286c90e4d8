// A mocha reporter: prints what `spec` prints, and writes the counts and the failures to the file that SPAWN_TALLY names,
// so that scripts/test.mjs can sum them up over suites that run in different processes.
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class Tally extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failed = [];
    runner.on('fail', (test, error) => failed.push(`${test.fullTitle()}: ${firstLines(error)}`));
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const tally = { passed: passes, failed: failures, skipped: pending, failures: failed };
      if (process.env.SPAWN_TALLY) fs.writeFileSync(process.env.SPAWN_TALLY, JSON.stringify(tally));
    });
  }
};

/** Enough of an error to know its cause from the end of a long log: at most 600 characters. */
function firstLines(error) {
  return String(error?.message ?? error)
    .split('\n')
    .slice(0, 8)
    .join('\n      ')
    .slice(0, 600);
}
