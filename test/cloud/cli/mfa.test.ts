import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Machine, newMachine } from './spawn';

const device = 'arn:aws:iam::123456789012:mfa/phone';
const config = `[profile lab]
role_arn = arn:aws:iam::123456789012:role/lab
source_profile = base
mfa_serial = ${device}
region = us-east-1
`;
const credentials = '[base]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n';

/** STS as far as it takes: it lets the role be assumed with any code. Everything else is refused. */
const answers: Readonly<Record<string, string>> = {
  AssumeRole:
    '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>',
  GetCallerIdentity:
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:sts::123456789012:assumed-role/lab/x</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
};

describe('a profile with a multi-factor device', function () {
  this.timeout(60_000);
  let machine: Machine;
  let aws: Server;
  const requests: URLSearchParams[] = [];

  before(async () => {
    machine = await newMachine();
    await machine.bash('mkdir .aws');
    await machine.write('.aws/config', config);
    await machine.write('.aws/credentials', credentials);
    aws = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      request.on('end', () => {
        const parameters = new URLSearchParams(body);
        requests.push(parameters);
        const answer = answers[parameters.get('Action') ?? ''];
        response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'text/xml' });
        response.end(
          answer ?? '<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>',
        );
      });
    });
    await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    aws.closeAllConnections();
    await new Promise((resolve) => aws.close(resolve));
    await machine.dispose();
  });

  const command = () =>
    `AWS_ENDPOINT_URL=http://127.0.0.1:${(aws.address() as AddressInfo).port} AWS_MAX_ATTEMPTS=1 spawn list --profile lab`;

  it('has its code asked for on a terminal, once', async () => {
    const lines = `cd ${machine.folder}; export HOME=$PWD XDG_STATE_HOME=$PWD/state PATH=$PWD/bin:$PATH; ${command()}`;
    const child = spawn('script', ['-qfec', `bash -c '${lines}'`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    let typed = false;
    child.stdout.on('data', (piece: Buffer) => {
      shown += piece.toString();
      if (typed || !shown.includes(`MFA code of ${device}: `)) return;
      typed = true;
      child.stdin.write('123456\n');
    });
    await once(child, 'close');
    const assumed = requests.filter((one) => one.get('Action') === 'AssumeRole');
    assert.deepEqual(
      assumed.map((one) => [one.get('SerialNumber'), one.get('TokenCode')]),
      [[device, '123456']],
      shown,
    );
    assert.match(shown, /\[UnauthorizedOperation\]/);
  });

  it('is distinguished from missing credentials if no one can be asked', async () => {
    const { code, stderr } = await machine.bash(command());
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^spawn: Profile lab requires a code from a multi-factor device, which can't be entered here\./,
    );
  });
});
