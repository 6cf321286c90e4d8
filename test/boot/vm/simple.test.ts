import assert from 'node:assert/strict';
import { startVms } from './start';

describe('a virtual machine, with its own kernel and power switch', function () {
  this.timeout(1_500_000);

  it('runs a script of 20 seconds, powers off, and leaves its results', async () => {
    const machines = await startVms();
    try {
      const script = `#!/bin/sh
echo "Running $NAME on $(uname -r)"
cat /sys/class/dmi/id/board_asset_tag
sleep 20
mkdir -p /tmp/results; printf '{"value": "%s"}' "$VALUE" >/tmp/results/result.json
echo done
`;
      const parameters = { value: "10 $x 'q' `b` é" };
      await machines.launch([{ name: 'simple', script, parameters, settings: { ttlSeconds: 3600 } }]);
      const { job, log, results, instance } = await machines.ended('simple');
      assert.equal(job, 'succeeded 0', log);
      assert.deepEqual(results, { 'result.json': `{"value": "10 $x 'q' \`b\` é"}` });
      assert.match(log, new RegExp(`^Running simple on .*\n${instance.id}\ndone\n$`));
      assert.match(instance.stateReason ?? '', /^Client.InstanceInitiatedShutdown/);
    } finally {
      await machines.close();
    }
  });
});
