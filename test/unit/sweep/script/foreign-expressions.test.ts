import assert from 'node:assert/strict';
import type { Knowledge } from '../../../../src/sweep/knowledge';
import { applied, open, told } from '../mark';
import { realShell } from '../shell';

let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell() };
});

const file = (script: string, value = '1'): string =>
  `defaults:\n  ttl: 1h\n  user_data: |\n${script.replace(/^/gm, '    ')}\nparams:\n  - x: ${value}\n    learning_rate: 2\n`;
const found = (text: string) =>
  open(text, { knowledge })
    .problems()
    .filter(({ code }) => code === 'foreign-expression');

/** As GitHub Actions writes it. */
const gh = (inside: string): string => `\${{${inside}}}`;

describe('an expression of another tool', () => {
  it('is reported in a script, with the variable that is meant', () => {
    const text = file(`./train ${gh(' matrix.x ')} "${gh('matrix.learning-rate')}" ${gh(' env.x ')}y`);
    assert.deepEqual(told(text, found(text)), [
      `foreign-expression 3:12 "${gh(' matrix.x ')}"`,
      `foreign-expression 3:29 "${gh('matrix.learning-rate')}"`,
      `foreign-expression 3:56 "${gh(' env.x ')}"`,
    ]);
    const all = found(text).flatMap(({ fixes }) => fixes.flatMap(({ edits }) => edits));
    assert.equal(applied(text, all), file(`./train $X "$LEARNING_RATE" \${X}y`));
    assert.deepEqual(found(file(`echo ${gh(' github.sha ')} $X`))[0]?.fixes, []);
    assert.equal(found(file('./train {{ x }} {{ params.learning_rate }}')).length, 2);
  });

  it('is none in a comment, in a quoted here-document, or where other programs have it', () => {
    for (const script of [
      `# ${gh('matrix.x')}\necho $X`,
      `cat > w.yml <<'EOF'\n${gh('matrix.x')}\nEOF\necho $X`,
      "docker ps --format '{{.Names}}' $X",
      `echo \${X} {{}} {x}`,
    ])
      assert.deepEqual(found(file(script)), [], script);
  });

  it('is reported in a value', () => {
    const text = file('echo $X', gh('matrix.y'));
    assert.deepEqual(told(text, found(text)), [`foreign-expression 5:7 "${gh('matrix.y')}"`]);
  });
});
