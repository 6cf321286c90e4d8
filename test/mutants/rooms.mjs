/**
 * Which tests have to notice a fault in which room of `src`: folders of `test`. A room whose tests take long is sampled, unless
 * asked otherwise; `without`: tests that are left out, by how their names begin; `files`: those that are mutated, all of them without it; `static`: also mutants that take effect when a file is loaded, each of which runs all of these tests.
 */
export const rooms = {
  cost: { tests: ['unit/cost'], static: true },
  plan: { tests: ['unit/plan'], sample: 100 },
  results: { tests: ['unit/results', 'unit/webview'], static: true },
  language: { tests: ['unit/language'], sample: 150 },
  // A test of its problems reads the code as text, which Stryker has written anew.
  sweep: { tests: ['unit/sweep', 'unit/language'], without: 'docs/problems\\.md', sample: 150 },
  aws: { tests: ['unit/aws', 'cloud/aws'], sample: 100 },
  engine: { tests: ['unit/engine', 'cloud/engine'], sample: 100 },
  // What draws with the DOM has its tests in a browser.
  webview: {
    tests: ['unit/webview'],
    files:
      'src/webview/results/{axis,best-title,choice,color-scale,counted,layout,parallel-axis,parallel-option,plot-label,scatter-option,short-names}.ts',
    sample: 150,
  },
};
