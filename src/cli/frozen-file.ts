import { t } from '@vscode/l10n';
import type { Engine } from '../engine/engine';
import { Failure } from '../engine/failure';
import { SweepDocument } from '../sweep/document';
import { freezeObjects } from '../sweep/freeze-objects';
import { counted } from './output/counted';
import { countProblems, hasErrors } from './output/problems';
import { defaultsFor } from './sweep-defaults';
import type { SweepFile } from './sweep-file';
import { say, type Terminal } from './terminal';

/**
 * The file as it is launched: where `params` names objects in S3, with a run for each of those that are there now.
 * @throws Failure `NoObjects`, `TooManyObjects`, `NotASweepFile`
 */
export async function frozenFile(
  file: SweepFile,
  { engine, region }: { readonly engine: Pick<Engine, 'objectRuns'>; readonly region: string },
  terminal: Terminal,
): Promise<SweepFile> {
  const options = { defaults: defaultsFor(region), surroundings: file.surroundings };
  const document = new SweepDocument(file.source, options);
  const { objects } = document;
  if (objects === undefined) return file;
  const runs = await engine.objectRuns(objects.text, terminal.interrupted);
  say(
    terminal,
    counted(
      runs.length,
      t('1 object matches {0}.', objects.text),
      t('{0} objects match {1}.', runs.length, objects.text),
    ),
  );
  const text = freezeObjects(file.source, runs, document.defaults.name !== undefined);
  const source = { ...file.source, text };
  const problems = new SweepDocument(source, options).problems();
  if (hasErrors(problems))
    throw new Failure(
      'bad-input',
      'NotASweepFile',
      t(
        '{0} with a run for each object has {1}: {2} Nothing was launched.',
        file.path,
        countProblems(problems),
        problems.find(({ severity }) => severity === 'error')?.message ?? '',
      ),
    );
  return { ...file, source };
}
