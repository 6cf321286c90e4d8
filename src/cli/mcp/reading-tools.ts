import * as z from 'zod';
import { fileBelow, fileInput, runInput, sweepInput } from './inputs';
import { problemHelp } from './problem-help';
import { type Tool, tool } from './tool';

const json = { json: true } as const;

/** Tools that change nothing and cost nothing. */
export const readingTools: readonly Tool[] = [
  tool({
    name: 'validate_sweep_file',
    title: 'Validate sweep file',
    description:
      'Checks a sweep file and lists its problems with code, severity, message, and range (lines from 0).',
    input: z.strictObject({ path: fileInput }),
    run: async ({ path }, { options, terminal }) =>
      (await import('../commands/validate')).validate(
        await fileBelow(terminal, path),
        { ...options, ...json },
        terminal,
      ),
  }),
  tool({
    name: 'explain_problem',
    title: 'Explain problem',
    description: 'Explains a problem of a sweep file by its code, and how to fix it.',
    input: z.strictObject({ code: z.string().regex(/^[a-z][a-z-]{1,60}$/) }),
    run: ({ code }, { terminal }) => problemHelp(code, terminal),
  }),
  tool({
    name: 'preview_launch',
    title: 'Preview launch',
    description:
      'Shows what a launch of a sweep file would do and the maximum that it could cost in USD (estimated_cost_usd). Launches and creates nothing.',
    input: z.strictObject({ path: fileInput }),
    run: async ({ path }, { options, terminal }) =>
      (await import('../commands/launch')).launch(
        await fileBelow(terminal, path),
        { ...options, ...json, dryRun: true },
        terminal,
      ),
  }),
  tool({
    name: 'list_sweeps',
    title: 'List sweeps',
    description: 'Lists sweeps, newest first.',
    input: z.strictObject({}),
    run: async (_input, { options, terminal }) =>
      (await import('../commands/list-sweeps')).listSweeps({ ...options, ...json }, terminal),
  }),
  tool({
    name: 'get_sweep',
    title: 'Get sweep',
    description:
      'Status of a sweep: states, cost so far (accrued_usd), maximum cost (projected_usd), and its runs.',
    input: z.strictObject({ sweep: sweepInput }),
    run: async ({ sweep }, { options, terminal }) =>
      (await import('../commands/status')).status(sweep, { ...options, ...json }, terminal),
  }),
  tool({
    name: 'get_results',
    title: 'Get results',
    description:
      'One row for each run with its parameters, state, cost, and the values that it wrote, best first. Several sweeps can be compared.',
    input: z.strictObject({
      sweeps: z.array(sweepInput).min(1).max(10),
      sort: z.string().min(1).max(200).optional().describe('The column to rank by.'),
      goal: z.enum(['min', 'max']).optional(),
      top: z.int().min(1).max(1000).optional(),
    }),
    run: async ({ goal, sort, sweeps, top }, { options, terminal }) =>
      (await import('../commands/results')).results(
        sweeps,
        {
          ...options,
          ...json,
          ...(sort === undefined ? {} : { sort }),
          ...(top === undefined ? {} : { top }),
          ...(goal === undefined ? {} : { [goal]: true }),
        },
        terminal,
      ),
  }),
  tool({
    name: 'get_run_log',
    title: 'Get log of run',
    description: 'The last lines of what the script of a run printed.',
    input: z.strictObject({ sweep: sweepInput, run: runInput, lines: z.int().min(1).max(1000).default(100) }),
    run: async ({ lines, run, sweep }, { options, terminal }) =>
      (await import('../commands/logs')).logs(sweep, run, { ...options, ...json, tail: lines }, terminal),
  }),
  tool({
    name: 'get_metrics',
    title: 'Get metrics',
    description:
      'The metrics that runs have reported over their steps, of a running sweep too; of one run, or of all.',
    input: z.strictObject({
      sweep: sweepInput,
      run: runInput.optional(),
      metric: z.string().min(1).max(200).optional(),
    }),
    run: async ({ metric, run, sweep }, { options, terminal }) =>
      (await import('../commands/metrics')).metrics(
        sweep,
        run,
        { ...options, ...json, ...(metric === undefined ? {} : { metric }) },
        terminal,
      ),
  }),
  tool({
    name: 'get_cost',
    title: 'Get cost',
    description: 'What sweeps have cost, and what they can still cost, in USD; of one sweep, or of all.',
    input: z.strictObject({ sweep: sweepInput.optional() }),
    run: async ({ sweep }, { options, terminal }) =>
      (await import('../commands/cost')).cost(
        { ...options, ...json, tag: sweep === undefined ? [] : [{ key: 'sweep:id', value: sweep }] },
        terminal,
      ),
  }),
  tool({
    name: 'check_setup',
    title: 'Check setup',
    description:
      'Checks credentials, permissions, quotas, and this machine, and reports how to fix problems.',
    input: z.strictObject({}),
    run: async (_input, { options, terminal }) =>
      (await import('../commands/doctor')).doctor({ ...options, ...json }, terminal),
  }),
];
