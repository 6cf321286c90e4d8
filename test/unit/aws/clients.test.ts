import assert from 'node:assert/strict';
import { AnswerClock } from '../../../src/aws/answer-clock';
import { Clients } from '../../../src/aws/clients';
import { systemClock } from '../../../src/engine/system-clock';

describe('where STS answers', () => {
  const urlIn = (region: string, connection = {}): string =>
    new Clients(connection, () => assert.fail('nobody is asked'), new AnswerClock(systemClock)).stsUrl(
      region,
    );

  for (const [region, url] of [
    ['eu-central-1', 'https://sts.eu-central-1.amazonaws.com'],
    ['us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn'],
    ['eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu'],
  ] as const)
    it(`is in the partition of ${region}`, () => assert.equal(urlIn(region), url));

  it('is the endpoint of a cloud that is not AWS’s own', () =>
    assert.equal(urlIn('cn-north-1', { endpoint: 'http://127.0.0.1:1/' }), 'http://127.0.0.1:1'));
});
