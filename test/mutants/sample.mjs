// A plugin of Stryker, which has no samples: of all mutants that it has planned, so many are tested. Which ones follows from the
// seed and from the mutants themselves, so that a change elsewhere does not change the sample.
import { createHash } from 'node:crypto';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

class Sample {
  static inject = ['options'];

  constructor({ sample }) {
    this.sample = sample;
  }

  /** What Stryker hands to its reporters is the plan that it goes by. */
  onMutationTestingPlanReady({ mutantPlans }) {
    const { seed, size } = this.sample;
    const candidates = mutantPlans.filter(
      ({ mutant, plan }) => plan === 'Run' || mutant.status !== 'Ignored',
    );
    if (size === undefined || candidates.length <= size) return;
    const rank = new Map(candidates.map((plan) => [plan, rankOf(plan.mutant, seed)]));
    const chosen = new Set(candidates.sort((a, b) => (rank.get(a) < rank.get(b) ? -1 : 1)).slice(0, size));
    for (const [place, plan] of mutantPlans.entries()) {
      if (!chosen.has(plan)) {
        const mutant = { ...plan.mutant, status: 'Ignored', statusReason: 'not in the sample' };
        mutantPlans[place] = { plan: 'EarlyResult', mutant };
      }
    }
  }
}

const rankOf = ({ fileName, location, mutatorName, replacement }, seed) =>
  createHash('sha256')
    .update(JSON.stringify([seed, fileName.replace(/^.*\/src\//, ''), location, mutatorName, replacement]))
    .digest('hex');

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'sample', Sample)];
