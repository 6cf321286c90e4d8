import assert from 'node:assert/strict';
import { looksLikeSweep } from '../../../src/sweep/looks';

describe('a file that looks like a sweep', () => {
  const cases: readonly (readonly [boolean, 'yaml' | 'json', string])[] = [
    [true, 'yaml', 'defaults:\n  ttl: 1h\nparams:\n  - name: a\n'],
    [
      true,
      'yaml',
      'grid:\n  lr: [1, 2]\n\ndefaults: # all\n  # type\n\n  region: us-east-1\n  instance_type: t3.micro\n',
    ],
    [true, 'yaml', 'params:\n  - name: a\n    user_data: echo\n'],
    [true, 'yaml', 'random:\n  count: 2\ndefaults:\r\n  user_data: |\r\n    echo\r\n'],
    [false, 'yaml', 'params:\n  - name: x\n'],
    [false, 'yaml', 'defaults:\n  - db: mysql\nparams:\n  lr: 1\n'],
    [false, 'yaml', 'job:\n  params:\n    - a\n  defaults:\n    ttl: 1h\n'],
    [false, 'yaml', 'defaults:\n  color: red\nother:\n  ttl: 1h\nparams: []\n'],
    [true, 'json', '{"defaults": {"ttl": "1h"}, "grid": {"a": [1]}}'],
    [true, 'json', '{"params": [{"user_data": "echo"}]}'],
    [false, 'json', '{"params": [1], "defaults": {"color": "red"}}'],
    [false, 'json', '{"defaults": {"ttl": "1h"}, "params": ['],
    [false, 'json', '{"job": {"defaults": {"ttl": "1h"}, "params": []}}'],
    [false, 'json', '["params"]'],
  ];
  for (const [yes, language, text] of cases)
    it(`${yes ? 'is' : 'is not'} ${JSON.stringify(text)}`, () =>
      assert.equal(looksLikeSweep(text, language), yes));
});
