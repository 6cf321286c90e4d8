/**
 * Which tests have to notice a fault in which room of `src`: folders of `test`. A room whose tests take long is sampled, unless
 * asked otherwise; `static`: also mutants that take effect when a file is loaded, each of which runs all of these tests.
 */
export const rooms = {
  cost: { tests: ['unit/cost'], static: true },
  plan: { tests: ['unit/plan'], static: true },
  results: { tests: ['unit/results'], static: true },
  language: { tests: ['unit/language'], sample: 150 },
  sweep: { tests: ['unit/sweep', 'unit/language'], sample: 150 },
  aws: { tests: ['unit/aws', 'cloud/engine'], sample: 100 },
  engine: { tests: ['unit/engine', 'cloud/engine'], sample: 100 },
  webview: { tests: ['unit/webview'], sample: 150 },
};
