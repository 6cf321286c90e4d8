import assert from 'node:assert/strict';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { allowsAddress } from '../../../src/aws/ec2/ssh-group';

const address = '203.0.113.7';
const rule = (change: Partial<IpPermission> = {}, ...ranges: readonly string[]): IpPermission => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: (ranges.length === 0 ? [`${address}/32`] : ranges).map((CidrIp) => ({ CidrIp })),
  ...change,
});

// docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
describe('a security group', () => {
  const cases: readonly (readonly [string, boolean, readonly IpPermission[]])[] = [
    ['with a rule for this address', true, [rule()]],
    ['open to every address', true, [rule({}, '0.0.0.0/0')]],
    ['with a rule for this address among others', true, [rule({}, '198.51.100.1/32', `${address}/32`)]],
    ['with a second rule for it', true, [rule({ FromPort: 443, ToPort: 443 }), rule()]],
    ['open at every port', true, [rule({ FromPort: 0, ToPort: 65_535 })]],
    ['open at ports that end with 22', true, [rule({ FromPort: 1, ToPort: 22 })]],
    ['open at ports that begin with 22', true, [rule({ FromPort: 22, ToPort: 80 })]],
    [
      'open for every protocol, which has no ports',
      true,
      [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    ],
    ['without rules', false, []],
    ['with a rule for another address', false, [rule({}, '203.0.113.8/32')]],
    ['with a rule for an address that begins alike', false, [rule({}, '203.0.113.70/32')]],
    ['open at ports below', false, [rule({ FromPort: 1, ToPort: 21 })]],
    ['open at ports above', false, [rule({ FromPort: 23, ToPort: 65_535 })]],
    ['open for UDP', false, [rule({ IpProtocol: 'udp' })]],
    [
      'open for another group alone',
      false,
      [{ ...rule(), IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-1' }] }],
    ],
    [
      'open to every address of IPv6 alone',
      false,
      [{ ...rule(), IpRanges: [], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
    ],
  ];
  for (const [name, expected, IpPermissions] of cases)
    it(`${name} ${expected ? 'allows' : 'does not allow'} ssh`, () => {
      assert.equal(allowsAddress({ IpPermissions: [...IpPermissions] }, address), expected);
    });

  it('that EC2 does not describe does not admit ssh', () => assert.equal(allowsAddress({}, address), false));
});
