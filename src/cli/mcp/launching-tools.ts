import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import * as z from 'zod';
import { formatUsd } from '../../cost/money';
import { countStates } from '../output/run-state';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { capturedTerminal } from './captured-terminal';
import { fileBelow, fileInput, sweepInput } from './inputs';
import { type Tool, type ToolContext, tool } from './tool';

/** Tools that cost money or end work: only if the server was started with `--allow-launch`, and after a person has agreed. */
export const launchingTools: readonly Tool[] = [
  tool({
    name: 'launch_sweep',
    title: 'Launch sweep',
    description:
      'Launches a sweep file, which costs money. Call preview_launch first. The person is shown the maximum cost and must agree.',
    input: z.strictObject({ path: fileInput }),
    confirmation: async ({ path }, context) =>
      launchQuestion(await fileBelow(context.terminal, path), path, context),
    run: async ({ path }, { options, terminal }) =>
      (await import('../commands/launch')).launch(
        await fileBelow(terminal, path),
        { ...options, json: true, yes: true },
        terminal,
      ),
  }),
  tool({
    name: 'cancel_sweep',
    title: 'Cancel sweep',
    description:
      'Terminates the instances of a sweep and launches no more of its runs. What unfinished jobs have not uploaded is lost. The person must agree.',
    input: z.strictObject({ sweep: sweepInput }),
    confirmation: ({ sweep }, context) => cancelQuestion(sweep, context),
    run: async ({ sweep }, { options, terminal }) =>
      (await import('../commands/cancel')).cancel(sweep, { ...options, json: true, yes: true }, terminal),
  }),
];

/** What the preview says, in the words of the command. */
async function launchQuestion(file: string, name: string, { options, terminal }: ToolContext) {
  const captured = capturedTerminal(terminal, terminal.interrupted);
  const { launch } = await import('../commands/launch');
  await launch(file, { ...options, json: true, dryRun: true }, captured);
  const preview: unknown = JSON.parse(captured.stdout.text);
  const { account, estimated_cost_usd: usd, region, runs, setup } = previewShape.parse(preview);
  const cost =
    usd === null
      ? t('Its maximum cost is unknown or unlimited.')
      : t('It can cost up to {0}.', formatUsd(usd));
  const creates = setup.map(({ kind, name: what }) => `${kind} ${what}`).join(', ');
  return {
    message: [
      t('Launch {0} runs of {1} in account {2}, {3}?', runs.length, name, account, region),
      cost,
      ...(creates === '' ? [] : [t('It also creates: {0}.', creates)]),
    ].join(' '),
    fingerprint: fingerprint([await readFile(file, 'utf8'), account, region, usd, runs.length, creates]),
  };
}

const previewShape = z.object({
  account: z.string(),
  region: z.string(),
  estimated_cost_usd: z.number().nullable(),
  runs: z.array(z.unknown()),
  setup: z.array(z.object({ kind: z.string(), name: z.string() })),
});

function cancelQuestion(sweep: string, { options, terminal }: ToolContext) {
  return withSession(options, terminal, async ({ engine }) => {
    const id = await sweepIdFor(sweep, engine, terminal.interrupted);
    const { runs, strays = [] } = await engine.view(id, terminal.interrupted);
    const running = [
      ...runs.filter(({ billing }) => billing).map(({ instanceId }) => instanceId),
      ...strays.map((one) => one.id),
    ];
    return {
      message: t('Cancel {0} ({1}) and terminate {2} instances?', id, countStates(runs), running.length),
      fingerprint: fingerprint([id, ...running.map(String).sort()]),
    };
  });
}

const fingerprint = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
