import assert from 'node:assert/strict';
import { type DiskSizes, publicDisks } from '../../../src/cost/disk';
import { estimateOf, sumOf } from '../../../src/cost/estimate';
import { estimateDocument, lensesOf } from '../../../src/language/lens';
import { SweepDocument } from '../../../src/sweep/document';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { at, CONFIG } from './cursor';

const rate = (usdPerHour: number) => ({ usdPerHour, source: 'bundled table', asOf: '2026-07-20' });
const PRICES = {
  onDemand: () => rate(0.05),
  spot: () => undefined,
  volume: () => rate(0.0001),
  publicIpv4: () => rate(0.005),
};

const estimateFor = (ami: string, image?: Knowledge['image']) =>
  estimateDocument(
    at(
      `defaults: {ttl: 1h, region: us-east-1, instance_type: m9.large, ami: ${ami}}\nparams: [{a: 1}, {a: 2}]\n‸`,
      { knowledge: image === undefined ? {} : { image } },
    ).document,
    CONFIG.defaults,
    PRICES,
  );

describe('the estimate of an open file', () => {
  it('counts the disk of a public image once', () => {
    const estimate = estimateFor('al2023');
    assert.deepEqual(
      estimate.volumes.map(({ count, label }) => [count, label]),
      [[2, 'EBS gp3, 8 GiB in us-east-1']],
    );
  });

  it('is that of the same runs', () => {
    const { document } = at(
      'defaults: {ttl: 1h, region: us-east-1, instance_type: m9.large}\ngrid: {a: [1, 2], b: [3, 4]}\n‸',
    );
    const { runs } = document.sweep();
    assert.equal(runs.length, 4);
    assert.deepEqual(estimateDocument(document, CONFIG.defaults, PRICES), estimateOf(runs, PRICES));
  });

  it('counts every volume of an image that EC2 was asked about, and names a system that it has no price for', () => {
    const estimate = estimateFor('ami-0123456789abcdef0', () => ({
      diskGib: 10,
      furtherGib: 90,
      platform: 'Red Hat Enterprise Linux',
    }));
    assert.ok(Math.abs(sumOf(estimate.volumes) - 2 * 100 * 0.0001) < 0.0001);
    assert.deepEqual(
      estimate.volumes.map(({ count, label }) => [count, label]),
      [[2, 'EBS gp3, 100 GiB in us-east-1']],
    );
    assert.ok(estimate.unpriced.some((what) => what.includes('Red Hat Enterprise Linux')));
  });
});

/** Prices that differ in all that a price may depend on. */
const DISTINCT = {
  onDemand: (type: string, region: string) => rate(type.length / 100 + (region === 'us-east-1' ? 0 : 0.001)),
  spot: (type: string) => rate(type.length / 300),
  volume: (region: string) => rate(region === 'us-east-1' ? 0.0001 : 0.0002),
  publicIpv4: () => rate(0.005),
};
/** EC2 was asked about two images, which differ in their disks. */
const gibOf = new Map([
  ['ami-00000000000000001', 10],
  ['ami-00000000000000002', 30],
]);
const IMAGES: Knowledge = {
  image: (ami) => {
    const diskGib = gibOf.get(ami);
    return diskGib === undefined ? undefined : { diskGib };
  },
};
const disks: DiskSizes = (image, region, which) =>
  (which === 'further' ? undefined : gibOf.get(image)) ?? publicDisks(image, region, which);

const fileOf = (text: string, knowledge: Knowledge = {}): SweepDocument =>
  new SweepDocument({ text, language: 'yaml', fileName: 'sweep.yaml' }, { ...CONFIG, knowledge });
const costOf = (document: SweepDocument) => estimateDocument(document, CONFIG.defaults, DISTINCT);

describe('the estimate of a file whose runs differ', () => {
  for (const [key, values] of [
    ['instance_type', '[m5.large, m5.24xlarge]'],
    ['region', '[us-east-1, eu-west-1]'],
    ['spot', '[true, false]'],
    ['spot_max_price', '[0.01, 0.02]'],
    ['ttl', '[1h, 2h]'],
    ['volume_size', '[8, 500]'],
    ['cpu_credits', '[standard, unlimited]'],
    ['price', '[1, 4.1]'],
    ['on_complete', '[terminate, stop, keep]'],
    ['ami', '[ami-00000000000000001, ami-00000000000000002]'],
  ] as const)
    it(`in ${key} is the sum over its runs: ${values}`, () => {
      const type = key === 'instance_type' ? '' : ', instance_type: t3.micro';
      const spot = key === 'spot_max_price' ? ', spot: true' : '';
      const ttl = key === 'ttl' ? '' : ', ttl: 1h';
      for (const [defaults, rows] of [
        [`{region: us-east-1${type}${spot}${ttl}}`, `grid: {a: [1, 2, 3], ${key}: ${values}}`],
        [
          `{region: us-east-1${type}${spot}${ttl}}`,
          `params:\n${values
            .slice(1, -1)
            .split(', ')
            .flatMap((value) => [`  - {a: 1, ${key}: ${value}}`, `  - {a: 2, ${key}: ${value}}`])
            .join('\n')}`,
        ],
      ]) {
        const document = fileOf(`defaults: ${defaults}\n${rows}\n`, IMAGES);
        const { runs } = document.sweep();
        assert.ok(runs.length >= 4, document.text);
        const sum = estimateOf(runs, DISTINCT, disks);
        const found = costOf(document);
        const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);
        near(found.usd, sum.usd);
        near(found.expectedUsd, sum.expectedUsd);
        near(found.stopping.usdPerMonth, sum.stopping.usdPerMonth);
        assert.deepEqual(
          [found.stopping.runs, found.endless, [...found.unpriced].sort()],
          [sum.stopping.runs, sum.endless, [...sum.unpriced].sort()],
        );
        const count = (estimate: typeof sum) => estimate.instances.reduce((all, line) => all + line.count, 0);
        assert.equal(count(found), count(sum));
      }
    });

  it('has a line for each TTL', () => {
    const { instances } = costOf(
      fileOf(
        'defaults: {region: us-east-1, instance_type: m5.large}\nparams: [{a: 1, ttl: 1h}, {a: 2, ttl: 2h}, {a: 3, ttl: 1h}]\n',
      ),
    );
    assert.deepEqual(
      instances.map(({ count, hours }) => [count, hours]),
      [
        [2, 1],
        [1, 2],
      ],
    );
  });
});

describe('the lenses of a file', () => {
  const titles = (text: string): readonly (readonly [string, string])[] => {
    const document = fileOf(text);
    return lensesOf(document, costOf(document)).map(({ action, title }) => [action, title]);
  };
  const cost = (text: string): string | undefined => titles(text).find(([action]) => action === 'cost')?.[1];
  const file = (defaults: string, rows = 'params: [{a: 1}, {a: 2}]'): string =>
    `defaults: {region: us-east-1, instance_type: m5.large${defaults}}\n${rows}\n`;

  it('launch, show the cost, and try it out', () => {
    assert.deepEqual(
      titles(file(', ttl: 1h')).map(([action]) => action),
      ['launch', 'cost', 'dryRun', 'tryLocally'],
    );
    assert.equal(titles(file(', ttl: 1h'))[0]?.[1], '▷ Launch 2 runs');
    assert.equal(titles(file(', ttl: 1h', 'params: [{a: 1}]'))[0]?.[1], '▷ Launch 1 run');
    assert.deepEqual(titles('defaults: {ttl: 1h}\n'), []);
    // How many there are, and what they cost, is known when a launch is prepared.
    assert.deepEqual(titles(file(', ttl: 1h', 'params: {objects: "s3://my-bucket/in/*.csv"}')), [
      ['launch', '▷ Launch one run for each object'],
      ['dryRun', 'Dry run'],
      ['tryLocally', 'Try locally'],
    ]);
  });

  it('show that the cost has no limit as soon as one run has no ttl', () => {
    assert.equal(cost(file('')), 'no ttl: the cost is unlimited');
    assert.equal(cost(file('', 'params: [{a: 1, ttl: 1h}, {a: 2}]')), 'no ttl: the cost is unlimited');
    assert.match(cost(file('', 'params: [{a: 1, ttl: 1h}, {a: 2, ttl: 1h}]')) ?? '', /^≤ \$/);
  });

  it('show the sum alone, and the arithmetic in the tooltip where one line says it all', () => {
    const costDetail = (text: string) => {
      const document = fileOf(text);
      return lensesOf(document, costOf(document)).find(({ action }) => action === 'cost')?.detail;
    };
    assert.equal(cost(file(', ttl: 1h')), '≤ $0.17');
    assert.match(costDetail(file(', ttl: 1h')) ?? '', /^2 × 1h × \$0\.08 \+ \$0\.0116 disk, IPv4$/);
    assert.equal(cost(file('', 'params: [{a: 1, ttl: 1h}, {a: 2, ttl: 2h}]')), '≤ $0.26');
    assert.equal(costDetail(file('', 'params: [{a: 1, ttl: 1h}, {a: 2, ttl: 2h}]')), undefined);
  });
});
