import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { confirm } from '../../../src/cli/ask';
import { UsageError } from '../../../src/cli/exit';
import { testTerminal } from './test-terminal';

async function answerTo(typed: string | undefined): Promise<boolean> {
  const stdin = new PassThrough();
  const terminal = testTerminal({ stdin, interactive: true });
  const answer = confirm(terminal, 'Terminate?', 'Nothing was terminated.');
  if (typed === undefined) stdin.end();
  else stdin.write(typed);
  return answer;
}

describe('a question', () => {
  it('takes yes for yes and everything else for no', async () => {
    for (const yes of ['y\n', 'YES\n', ' yes \n']) assert.equal(await answerTo(yes), true, yes);
    for (const no of ['\n', 'n\n', 'yeah\n', 'y es\n', undefined])
      assert.equal(await answerTo(no), false, no);
  });

  it('types nothing on the terminal, whatever it asks about', async () => {
    const stdin = new PassThrough();
    const terminal = testTerminal({ stdin, interactive: true });
    const answer = confirm(terminal, 'Terminate \u001b[2Ja\u0007?', 'Nothing was terminated.');
    stdin.write('n\n');
    await answer;
    assert.ok(terminal.err().includes('Terminate a\ufffd? [y/N]'), terminal.err());
  });

  it('is not shown if no one can answer', async () => {
    const terminal = testTerminal();
    await assert.rejects(confirm(terminal, 'Terminate?', 'Nothing was terminated.'), (error) => {
      assert.ok(error instanceof UsageError);
      assert.equal(
        error.message,
        'Terminate? There is no terminal to answer on. To continue without asking, add --yes.',
      );
      return true;
    });
    assert.equal(terminal.err(), '');
  });
});
