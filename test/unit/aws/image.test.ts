import assert from 'node:assert/strict';
import { bootImageOf } from '../../../src/aws/ec2/image';

describe('an image that EC2 describes', () => {
  it('has the root volume of its boot device, and additional volumes by their own', () =>
    assert.deepEqual(
      bootImageOf({
        Architecture: 'arm64',
        RootDeviceName: '/dev/sda1',
        BlockDeviceMappings: [
          { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 100 } },
          { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 8 } },
          { DeviceName: '/dev/sdc', Ebs: {} },
          { DeviceName: '/dev/sdd', VirtualName: 'ephemeral0' },
          { Ebs: { VolumeSize: 50 } },
        ],
      }),
      {
        rootDevice: '/dev/sda1',
        architecture: 'arm64',
        diskGib: 8,
        furtherDevices: ['/dev/sdb', '/dev/sdc'],
        furtherGib: 100,
      },
    ));

  it('boots from /dev/xvda if EC2 does not name a device', () =>
    assert.deepEqual(bootImageOf({}), { rootDevice: '/dev/xvda' }));

  it('has a platform only if EC2 bills more than plain Linux', () => {
    const of = (image: Parameters<typeof bootImageOf>[0]) => bootImageOf(image).platform;
    assert.equal(of({ PlatformDetails: 'Linux/UNIX' }), undefined);
    assert.equal(of({ PlatformDetails: 'Windows' }), 'Windows');
    assert.equal(of({ ProductCodes: [{ ProductCodeType: 'devpay' }] }), undefined);
    const product = [{ ProductCodeType: 'devpay' }, { ProductCodeType: 'marketplace' }] as const;
    assert.equal(of({ ProductCodes: [...product] }), 'AWS Marketplace');
  });

  it('has no drivers if it is a plain image of its maker, and unknown ones if anyone else made it', () => {
    const of = (Name: string, ImageOwnerAlias?: string, OwnerId?: string) =>
      bootImageOf({ Name, ImageOwnerAlias, OwnerId }).drivers;
    const plain = ['al2023-ami-2023.9', 'amzn2-ami-kernel-5.10', 'debian-13-amd64'];
    for (const name of plain) {
      assert.deepEqual(of(name, 'amazon'), [], name);
      assert.equal(of(name, undefined, '123456789012'), undefined, name);
      assert.equal(of(`my-${name}`, 'amazon'), undefined, name);
    }
    assert.deepEqual(of('ubuntu/images/hvm-ssd/ubuntu-noble', undefined, '099720109477'), []);
    assert.equal(of('ubuntu/images/hvm-ssd/ubuntu-noble', undefined, '123456789012'), undefined);
    assert.equal(of('my ubuntu/images/x', undefined, '099720109477'), undefined);
  });

  it('has the drivers that its name or its description names', () => {
    const of = (Name: string, Description?: string) => bootImageOf({ Name, Description }).drivers;
    assert.deepEqual(of('Deep Learning AMI', 'NVIDIA driver 570'), ['nvidia']);
    assert.deepEqual(of('gpu-base'), ['nvidia']);
    assert.equal(of('gpus'), undefined);
    assert.deepEqual(of('Neuron and CUDA'), ['nvidia', 'neuron']);
    assert.deepEqual(of('rocm-6'), ['amd']);
  });
});
