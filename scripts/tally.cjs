// A mocha reporter: prints what `spec` prints, and leaves the counts in the file that SPAWN_TALLY names, so that
// scripts/test.mjs can add them up over suites that run in different processes.
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class Tally extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      const tally = { passed: passes, failed: failures, skipped: pending };
      if (process.env.SPAWN_TALLY) fs.writeFileSync(process.env.SPAWN_TALLY, JSON.stringify(tally));
    });
  }
};
