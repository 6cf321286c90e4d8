import assert from 'node:assert/strict';
import { endsInstance } from '../../../src/plan/ends-instance';

describe('a script that ends its instance', () => {
  it('does so as the last thing', () => {
    for (const [script, ends] of [
      ['work\nshutdown -h now', true],
      ['work\nsudo poweroff # and good-bye\n\nexit 0\n', true],
      ['work && aws ec2 terminate-instances --instance-ids "$ID"\n# done\n', true],
      ['work\nsystemctl -i poweroff', true],
      ['work; init 0', true],
      ['work\nshutdown -h now\n\n', true],
      ['work\nmyshutdown now', false],
      ['work\nshutdown_later', false],
      ['shutdown -h now\nwork', false],
      ['work\nexit 1', false],
      ['work --no-shutdown', false],
      ["trap 'shutdown -h now' EXIT\nwork\nshutdown -h now", false],
      ['', false],
    ] as const)
      assert.equal(endsInstance(script), ends, script);
  });
});
