import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../../../src/language/bundled-knowledge';
import { acceleratedBy, installsDriver } from '../../../src/sweep/accelerators';
import { amiNames, imageOf } from '../../../src/sweep/images';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { applied, open, told } from './mark';
import { realShell } from './shell';

const root = path.resolve(__dirname, '../../../..');
const plain = 'ami-0aaaaaaaaaaaaaaaa';
const cuda = 'ami-0bbbbbbbbbbbbbbbb';
const unknown = 'ami-0cccccccccccccccc';

describe('GPUs and their drivers', () => {
  let knowledge: Knowledge;
  before(async () => {
    knowledge = {
      ...bundledKnowledge(priceTable, await realShell()),
      image: (ami) =>
        ami === plain
          ? { architecture: 'x86_64', drivers: [], diskGib: 8 }
          : ami === cuda
            ? { architecture: 'x86_64', drivers: ['nvidia'], diskGib: 100 }
            : undefined,
    };
  });

  const textOf = (settings: string, script: string): string =>
    `defaults:\n  ttl: 1h\n  user_data: ${script}\n${settings}params:\n  - a: 1\n`;
  const problems = (settings: string, script = '"train $A"'): readonly string[] => {
    const text = textOf(settings, script);
    return told(text, open(text, { knowledge }).problems());
  };

  it('identify every type of the table that has GPUs', () => {
    const rows = priceTable.split('\n').filter((line) => /^[a-z][\w-]*\.[\w-]+\t/.test(line));
    const wrong = rows.flatMap((row) => {
      const [type = '', , , , , gpus = ''] = row.split('\t');
      const maker = /NVIDIA/.test(gpus) ? 'nvidia' : /AMD/.test(gpus) ? 'amd' : undefined;
      const neuron = /^(inf|trn)/.test(type) ? 'neuron' : undefined;
      const found = acceleratedBy(type)?.kind;
      return found === (maker ?? neuron) ? [] : [`${type}: ${found}, not ${maker ?? neuron}`];
    });
    assert.ok(rows.length > 1000);
    assert.deepEqual(wrong, []);
  });

  it('decide the image where the file names none', () => {
    const images = [
      't3.micro',
      'g5.xlarge',
      'g5g.xlarge',
      'p6-b300.48xlarge',
      'g4ad.xlarge',
      'p3dn.24xlarge',
      'inf1.xlarge',
      'inf2.xlarge',
      'trn1.2xlarge',
    ].map((type) => [type, imageOf(undefined, type)]);
    assert.deepEqual(Object.fromEntries(images), {
      't3.micro': 'al2023',
      'g5.xlarge': 'gpu',
      'g5g.xlarge': 'gpu',
      'p6-b300.48xlarge': 'gpu',
      'g4ad.xlarge': 'al2023',
      'p3dn.24xlarge': 'al2023',
      'inf1.xlarge': 'al2023',
      'inf2.xlarge': 'neuron',
      'trn1.2xlarge': 'neuron',
    });
    assert.equal(imageOf('ubuntu', 'g5.xlarge'), 'ubuntu-24.04');
    assert.equal(imageOf(unknown, 'g5.xlarge'), unknown);
  });

  const cases: readonly [string, string, readonly string[], string?][] = [
    ['types with their own images', '  instance_type: [g5.xlarge, t3.micro]\n', []],
    ['every name', '  instance_type: t3.micro\n  ami: ubuntu-24.04\n', []],
    ['a name that is none', '  instance_type: t3.micro\n  ami: ubunt\n', ['invalid-value 4:7 "ubunt"']],
    [
      'a system without a driver',
      '  instance_type: g5.xlarge\n  ami: ubuntu\n',
      ['no-gpu-driver 4:7 "ubuntu"'],
    ],
    [
      'an image by hand that has none',
      `  instance_type: g5.xlarge\n  ami: ${plain}\n`,
      [`no-gpu-driver 4:7 "${plain}"`],
    ],
    ['an image by hand that has one', `  instance_type: g5.xlarge\n  ami: ${cuda}\n`, []],
    ['an image by hand of which nothing is known', `  instance_type: g5.xlarge\n  ami: ${unknown}\n`, []],
    [
      'a script that installs the driver',
      '  instance_type: g5.xlarge\n  ami: ubuntu\n',
      [],
      '"apt-get install -y nvidia-driver-570 && train $A"',
    ],
    [
      'AMD’s GPUs, which NVIDIA’s driver does not serve',
      '  instance_type: g4ad.xlarge\n  ami: gpu\n',
      ['no-gpu-driver 4:7 "gpu"'],
    ],
    ['AMD’s GPUs without an image', '  instance_type: g4ad.xlarge\n', ['no-gpu-driver 3:17 "g4ad.xlarge"']],
    ['GPUs that are too old', '  instance_type: p3dn.24xlarge\n', ['no-gpu-driver 3:17 "p3dn.24xlarge"']],
    [
      'Trainium with NVIDIA’s driver',
      '  instance_type: trn1.2xlarge\n  ami: gpu\n',
      ['no-gpu-driver 4:7 "gpu"'],
    ],
    ['a driver for what is not there', '  instance_type: c7i.large\n  ami: gpu\n', ['gpu-unused 4:7 "gpu"']],
    [
      'a script that uses no GPU',
      '  instance_type: g5.xlarge\n',
      ['gpu-unused 3:17 "g5.xlarge"'],
      '"echo $A; sleep 60"',
    ],
    ['a script that asks for the GPU', '  instance_type: g5.xlarge\n', [], '"echo $A; nvidia-smi"'],
    [
      'a disk that is too small for the image',
      '  instance_type: g5.xlarge\n  volume_size: 30\n',
      ['volume-too-small 4:15 "30"'],
    ],
    [
      'a disk that is too small for an image by hand',
      `  instance_type: c7i.large\n  ami: ${cuda}\n  volume_size: 99\n`,
      ['volume-too-small 5:15 "99"'],
    ],
    ['a disk that is large enough', '  instance_type: g5.xlarge\n  volume_size: 75\n', []],
  ];
  for (const [title, settings, expected, script] of cases) {
    it(`report ${title}`, () => assert.deepEqual(problems(settings, script), expected));
  }

  it('offer the image that has the driver, and no more problem is left', () => {
    const text = textOf('  instance_type: [g6.xlarge, g5.xlarge]\n  ami: al2023\n', '"train $A"');
    const [problem] = open(text, { knowledge }).problems();
    const mended = applied(text, problem?.fixes[0]?.edits ?? []);
    assert.match(mended, /ami: gpu\n/);
    assert.deepEqual(open(mended, { knowledge }).problems(), []);
  });

  it('are named by the schema as by the reader', () => {
    const schema = JSON.parse(readFileSync(path.join(root, 'schemas/sweep.schema.json'), 'utf8'));
    const { pattern } = schema.definitions.settings.properties.ami;
    const takes = (text: string): boolean => new RegExp(pattern, 'u').test(text);
    assert.deepEqual(
      [...amiNames].filter((name) => !takes(name)),
      [],
    );
    assert.deepEqual(['amazon', 'gpus', 'ami-1', 'ubuntu-20.04', ''].filter(takes), []);
  });

  it('are installed by scripts that the agent accepts, and by no others', () => {
    const agent = readFileSync(path.join(root, 'src/agent/gpu.sh'), 'utf8');
    const [, pattern = ''] = /grep -qiE '([^']+)'/.exec(agent) ?? [];
    for (const word of pattern.replace('(driver|open|dkms|headless)', 'driver').split('|'))
      assert.ok(installsDriver(`dnf install ${word}`), word);
    assert.ok(!installsDriver('nvidia-smi'));
  });
});
