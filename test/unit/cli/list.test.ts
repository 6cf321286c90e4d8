import assert from 'node:assert/strict';
import { UsageError } from '../../../src/cli/exit';
import { formatOf, type ListOptions } from '../../../src/cli/list-format';
import { printList } from '../../../src/cli/output/list';
import { testTerminal } from './test-terminal';

const records = [
  { name: 'a', network: { public_ip: null }, tags: { 'sweep:id': 'x' }, list: [1, 2] },
  { name: '=SUM(A1)', network: { public_ip: '203.0.113.1' }, billing: true },
];

function printed(options: ListOptions): string {
  const terminal = testTerminal();
  printList(terminal, options, {
    json: { all: records },
    records,
    fields: ['name', 'size'],
    table: () => 'a table',
  });
  return terminal.out();
}

describe('a list', () => {
  it('is a table, and with --json or --format json its document', () => {
    assert.equal(printed({}), 'a table\n');
    assert.equal(printed({ format: 'table' }), 'a table\n');
    assert.deepEqual(JSON.parse(printed({ json: true })), { all: records });
    assert.deepEqual(JSON.parse(printed({ format: 'json' })), { all: records });
  });

  it('is CSV with a column for each field, those of objects joined by a dot', () => {
    assert.equal(
      printed({ format: 'csv' }),
      [
        'name,size,network.public_ip,tags.sweep:id,list,billing',
        'a,,,x,"[1,2]",',
        "'=SUM(A1),,203.0.113.1,,,true",
        '',
      ].join('\r\n'),
    );
  });

  it('is in one format', () => {
    assert.equal(formatOf({ json: true, format: 'json' }), 'json');
    for (const format of ['csv', 'table'] as const)
      assert.throws(() => formatOf({ json: true, format }), UsageError);
  });
});
