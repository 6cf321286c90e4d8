import assert from 'node:assert/strict';
import { onlyBucket } from '../../../src/language/buckets';
import { at } from './cursor';

const bucketIn = (script: string, params = '{a: 1}'): string | undefined =>
  onlyBucket(
    at(`defaults:\n  ttl: 1h\n  user_data: |\n${script.replaceAll(/^/gm, '    ')}\nparams: [${params}]\n‸`)
      .document,
  );

describe('the bucket that a sweep file names', () => {
  for (const [name, script, params] of [
    ['in an address of S3', 'aws s3 cp s3://data/in/x.csv .'],
    ['more than once', 'aws s3 cp s3://data/a .\naws s3 cp b s3://data/b'],
    ['in quotes', 'aws s3 sync "s3://data" .'],
    ['as an argument', 'aws s3api get-object --bucket data --key k out'],
    ['as an argument with an equals sign', 'aws s3api get-object --bucket="data" --key k out'],
    ['in Python', `python3 - <<'E'\nboto3.client('s3').put_object(Bucket='data', Key='k')\nE`],
    ['as an object of Python', `python3 - <<'E'\nboto3.resource('s3').Bucket("data")\nE`],
    ['by a variable of the script', 'B=data\naws s3 cp s3://$B/x .'],
    ['by a variable in quotes and braces', `B='data'; aws s3 cp "s3://\${B}/x" .`],
    ['by a parameter', 'aws s3 cp s3://$BUCKET/x .', '{bucket: data}'],
    [
      'by a parameter that is always the same',
      'aws s3 cp s3://$BUCKET/x .',
      '{bucket: data, a: 1}, {bucket: data, a: 2}',
    ],
    ['in a parameter', 'python3 t.py --from $FROM', '{from: "s3://data/in"}'],
  ] as const)
    it(`is found ${name}`, () => assert.equal(bucketIn(script, params), 'data'));

  for (const [name, script, params] of [
    ['names none', 'echo hello'],
    ['names two', 'aws s3 cp s3://data/x s3://other/x'],
    [
      'names one in the script and another in a parameter',
      'aws s3 cp s3://data/x .',
      '{from: "s3://other/x"}',
    ],
    // The second value is the one that counts, or the first: no one can tell.
    ['assigns the variable twice', 'B=data\nB=other\naws s3 cp s3://$B/x .'],
    ['assigns it twice, once from a command', 'B=data\nB=$(choose)\naws s3 cp s3://$B/x .'],
    ['assigns it from a command', 'B=$(choose)\naws s3 cp s3://$B/x .'],
    ['has a variable that nothing sets', 'aws s3 cp s3://$UNKNOWN/x .'],
    ['names one, and another that cannot be read', 'aws s3 cp s3://data/x .\naws s3 cp s3://$UNKNOWN/x .'],
    ['has a parameter with two values', 'aws s3 cp s3://$BUCKET/x .', '{bucket: data}, {bucket: other}'],
    ['has a name of two letters', 'aws s3 cp s3://ab/x .'],
    ['has a variable of Python', `python3 - <<'E'\ns3.put_object(Bucket=name, Key='k')\nE`],
    ['has a name made of two parts', 'aws s3 cp s3://data-$STAGE/x .'],
  ] as const)
    it(`is none where the file ${name}`, () => assert.equal(bucketIn(script, params), undefined));
});
