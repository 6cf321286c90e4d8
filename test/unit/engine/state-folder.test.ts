import assert from 'node:assert/strict';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { homeFolder, stateFolder } from '../../../src/engine/state-folder';

describe('the folder that keeps state', () => {
  it('is XDG_STATE_HOME where that is absolute, and below the home folder otherwise', () => {
    const HOME = '/home/me';
    assert.equal(stateFolder({ HOME, XDG_STATE_HOME: '/var/state' }), '/var/state/spawn');
    for (const XDG_STATE_HOME of [undefined, '', 'state', './state', '../state'])
      assert.equal(stateFolder({ HOME, XDG_STATE_HOME }), '/home/me/.local/state/spawn', XDG_STATE_HOME);
  });

  it('is never in the working directory, even if HOME is empty or relative', () => {
    for (const HOME of [undefined, '', 'home', '.']) {
      const home = homeFolder({ HOME });
      assert.ok([homedir(), userInfo().homedir].includes(home), home);
      assert.equal(stateFolder({ HOME }), join(home, '.local/state/spawn'));
    }
  });
});
