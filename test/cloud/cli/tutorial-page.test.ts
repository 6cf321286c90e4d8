import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { codeBlocks, repository } from '../../markdown';
import { done, type Machine, newMachine } from './spawn';

const text = readFileSync(path.join(repository, 'docs/tutorial.md'), 'utf8');

describe('docs/tutorial.md, as someone follows it', function () {
  this.timeout(240_000);
  let machine: Machine;
  /** What the commands of each block have printed. */
  const printed: string[] = [];

  before(async () => {
    machine = await newMachine();
    const names = [...text.matchAll(/Save this file as `([\w.-]+)`/g)].map(([, name = '']) => name);
    assert.equal(names.length, codeBlocks(text).filter(({ language }) => language === 'yaml').length);
    for (const { code, language } of codeBlocks(text)) {
      if (language === 'yaml') await machine.write(names.shift() ?? '', code);
      // Line by line, and each has to succeed.
      else if (language === 'sh') printed.push(done(await machine.bash(`set -e\n${code}`)).stdout);
    }
  });
  after(() => machine.dispose());

  it('has the result that it says', () => {
    assert.match(printed[0] ?? '', /^Result: 20$/m);
  });

  it('has the best run that it says', () => {
    const [, grid = ''] = printed;
    assert.match(grid, /^★ +learning_rate-0\.01-batch_size-64 /m);
    assert.match(grid, /^\| ★ \| learning&#95;rate-0\.01-batch&#95;size-64 \|/m);
  });

  it('leaves nothing that runs', async () => {
    assert.equal(printed.length, 4);
    assert.equal((await machine.spawn('local', 'status')).code, 3);
  });
});
