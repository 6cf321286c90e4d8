import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding, SpanFix } from '../finding';
import type { Layer, Parameter } from '../layer';
import { exactSpan, exactSpanOf } from '../syntax/node';

/** Typical names of variables with a secret. */
const secretName =
  /(?:^|_)(?:API_?KEY|ACCESS_?KEY|SECRET|SECRET_?KEY|SECRET_?ACCESS_?KEY|AUTH_?TOKEN|ACCESS_?TOKEN|API_?TOKEN|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|PRIVATE_?KEY)$/;

/** Prefixes of the keys of some services. */
const secretValue =
  /^(?:sk-|hf_|ghp_|gho_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza|npm_|pypi-)[A-Za-z0-9_-]{12,}$/;

/** A reference that other tools would replace: `${NAME}`, `$NAME`. */
const referencePattern = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))$/;

/** Maximum number of problems; more of them wouldn't help. */
const most = 100;

/** Parameters that contain secrets, which everyone could read, or references that nothing replaces. */
export function secretFindings(document: Contents): readonly Finding[] {
  const { keys } = document.context;
  const findings: Finding[] = [];
  const look = (layer: Layer): void => {
    for (const parameter of layer.parameters) {
      const { variable } = keys.of(parameter.key.text);
      const finding = findingOf(parameter, variable, layer.reserved.has('secrets'));
      if (finding !== undefined) findings.push(finding);
    }
  };
  look(document.defaults);
  // Ten thousand runs use the same few keys, so values are examined only if one of the keys is a typical name of a
  // secret.
  const named = [...document.rows.keys.keys()].some((key) => secretName.test(keys.of(key).variable));
  for (const { cell } of named ? document.rows : []) {
    if (findings.length >= most) break;
    look(cell.layer);
  }
  for (const { layer } of document.cellsUnder('include')) look(layer);
  return findings;
}

function findingOf({ key, value }: Parameter, variable: string, hasSecrets: boolean): Finding | undefined {
  const { text } = value;
  const reference = referencePattern.exec(text);
  const secret =
    secretValue.test(text) || (secretName.test(variable) && (reference !== null || isOpaque(text)));
  if (!secret && reference === null) return undefined;
  return {
    code: secret ? 'secret-parameter' : 'unexpanded-variable',
    severity: 'warning',
    message: secret
      ? t(
          "The value of `{0}` is readable in user data, in the record of the sweep, and in results.csv. Under `secrets`, it isn't in any of them.",
          key.text,
        )
      : t("The script gets the text `{0}`. Parameters aren't expanded.", text),
    span: value,
    fixes: secret && !hasSecrets ? moveToSecrets({ key, value }, variable) : [],
  };
}

/** Neither a number nor a word, so probably an assigned key. */
const isOpaque = (text: string): boolean => text.length >= 12 && !/\s/.test(text) && !/^[\d.]+$/.test(text);

/** Turns the parameter into a secret that is read from the environment. */
function moveToSecrets({ key, value }: Parameter, variable: string): readonly SpanFix[] {
  const [from, to] = [exactSpanOf(key), exactSpanOf(value)];
  if (from === undefined || to === undefined || from.chunk !== to.chunk || value.text.includes('\n'))
    return [];
  const newText =
    from.chunk.language === 'json' ? `"secrets": {"${variable}": "env"}` : `secrets: {${variable}: env}`;
  return [
    {
      title: t('Read {0} from the environment of this machine, as a secret', variable),
      edits: [{ span: exactSpan(from.chunk, from.start, to.end), newText }],
    },
  ];
}
