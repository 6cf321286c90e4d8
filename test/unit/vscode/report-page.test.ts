import assert from 'node:assert/strict';
import type { Report } from '../../../src/vscode/documents/report';
import { reportPage } from '../../../src/vscode/panels/report/page';

const pageOf = (report: Partial<Report>, argument = 'file:///a b"c.yaml'): string =>
  reportPage(
    { title: 'Dry run', blocks: [], sections: [], ...report },
    {
      origin: 'https://x.test',
      style: 'https://x.test/report.css',
      language: 'en',
      actions: [{ title: 'Launch 3 runs…', command: 'spawn.launch', argument, primary: true }],
    },
  );

describe('a report as a page', () => {
  const evil = `<img src=x onerror="alert(1)">&'`;

  it('shows whatever a file contains as text', () => {
    const page = pageOf({
      title: evil,
      blocks: [
        { kind: 'text', text: evil },
        { kind: 'note', text: evil },
        { kind: 'facts', rows: [[evil, evil]] },
        { kind: 'variables', rows: [[evil, evil]] },
        { kind: 'list', items: [evil] },
        { kind: 'table', columns: [evil], rows: [[evil]], lines: [evil] },
        { kind: 'resource', what: evil, name: evil, purpose: evil, policy: evil },
      ],
      sections: [
        { title: evil, level: 2, blocks: [] },
        { title: evil, level: 3, folded: true, blocks: [] },
      ],
    });
    assert.equal(page.includes('<img'), false);
    assert.equal(page.includes('alert(1)"'), false);
    assert.equal(page.match(/&#60;img/g)?.length, 18);
  });

  it('runs no script, and loads nothing but its style', () => {
    const page = pageOf({});
    assert.match(page, /content="default-src 'none'; style-src https:\/\/x\.test"/);
    assert.equal(/<script|style=|javascript:/.test(page), false);
  });

  it('passes the argument of a button as data', () => {
    const [, address = ''] = /href="(command:[^"]*)"/.exec(pageOf({})) ?? [];
    const [command, query = ''] = address.split('?');
    assert.equal(command, 'command:spawn.launch');
    assert.deepEqual(JSON.parse(decodeURIComponent(query.replaceAll('&#39;', "'"))), ['file:///a b"c.yaml']);
  });

  it('folds many sections, and leaves those that would make it slow to the text', () => {
    const sections = Array.from({ length: 10_000 }, (_, index) => ({
      title: `run-${index}`,
      level: 3 as const,
      folded: true,
      blocks: [],
    }));
    const page = pageOf({ sections });
    assert.equal(page.match(/<details>/g)?.length, 200);
    assert.match(page, /and 9800 more: see the text/);
  });
});
