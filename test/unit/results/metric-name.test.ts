import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readMetricName } from '../../../src/results/metric-name';
import { wordsOf } from '../../../src/results/title-words';

/** Names as the libraries write them, by what they say. */
const said: Readonly<Record<string, readonly string[]>> = {
  min: [
    // Weights & Biases, TensorBoard, Lightning
    'val/loss',
    'eval/loss',
    'train/loss_epoch',
    'val_loss/dataloader_idx_0',
    'Loss/train',
    'valLoss',
    'valloss',
    'loss',
    'metrics.loss',
    'val.loss',
    // scikit-learn
    'log_loss',
    'logloss',
    'brier',
    'brier_score_loss',
    'mean_squared_error',
    'MeanAbsoluteError',
    'neg_r2',
    'davies_bouldin_score',
    'max_error',
    'mean_fit_time',
    // XGBoost and LightGBM
    'validation_0-logloss',
    'test-rmse-mean',
    'valid_0.binary_logloss',
    'rmsle',
    'merror',
    'l2',
    // torchmetrics
    'wer',
    'test/cer',
    'fid_score',
    'LPIPS',
    'kl',
    'kl_divergence',
    'val/dice_loss',
    'f1_loss',
    'hausdorff_distance',
    // language models
    'cross_entropy',
    'crossEntropy',
    'bpb',
    'val/bpb',
    'bits_per_byte',
    'wikitext_word_perplexity',
    'nll',
    'negative_log_likelihood',
    // YOLO
    'train/box_loss',
    // the rest
    'regret',
    'cumulative_regret',
    'elapsed',
    'eval_runtime',
    'latency_p99_ms',
    'seconds_per_epoch',
    'step_time',
    'error rate (%)',
    '1-accuracy',
    'one_minus_auc',
    'false_negatives',
    'cost_usd',
  ],
  max: [
    'val/acc',
    'acc',
    'accuracy',
    'Accuracy/test',
    'top_5_accuracy',
    'top1_acc',
    'iou',
    'mIoU',
    'dice',
    'mcc',
    'matthews_corrcoef',
    'auc',
    'ROC_AUC',
    'PR-AUC',
    'auroc',
    'r2',
    'R2_score',
    'f1',
    'F1Score',
    'f1_macro',
    'f1_weighted',
    'neg_log_loss',
    'neg_mean_squared_error',
    'neg_brier_score',
    'mean_test_score',
    'score',
    'metrics/mAP50-95(B)',
    'map_50',
    'ndcg@10',
    'recall@5',
    'pass@1',
    'bleu4',
    'rougeL',
    'rouge1',
    'arc_easy_acc_norm',
    'rollout/ep_rew_mean',
    'episode_return',
    'mean_reward',
    'success_rate',
    'eval_samples_per_second',
    'tokens_per_sec',
    'throughput',
    'elbo',
    'psnr',
    'ms_ssim',
    'balanced_accuracy',
    'true_positive_rate',
    '-loss',
  ],
  nothing: [
    'foo',
    'result',
    'x',
    // Two readings.
    'loss/accuracy',
    'loss_accuracy',
    // What is made of a measure, and is none.
    'accuracy_std',
    'std_test_score',
    'rank_test_score',
    'loss_scale',
    'loss_weight',
    'kl_coef',
    'acc_stderr',
    'target_accuracy',
    'best_epoch',
    'return_code',
    // Bookkeeping.
    'epoch',
    'global_step',
    'learning_rate',
    'n_params',
    'time/total_timesteps',
    'timestamp',
    'seed',
    '',
    '/',
    '精度',
  ],
};

describe('the properties in a metric’s name', () => {
  for (const [goal, titles] of Object.entries(said))
    it(`${goal}: ${titles.length} names`, () => {
      const read = titles.map((title) => [title, readMetricName(title).goal ?? 'nothing']);
      assert.deepEqual(
        read,
        titles.map((title) => [title, goal]),
      );
    });

  it('the data that it was measured on', () => {
    const splits = Object.entries({
      'val/loss': 'validation',
      valid_acc: 'validation',
      evalLoss: 'validation',
      dev_f1: 'validation',
      testacc: 'test',
      'train/loss': 'train',
      'validation_0-logloss': 'validation',
      loss: 'none',
      training_validation_gap: 'validation',
    });
    assert.deepEqual(
      splits.map(([title]) => [title, readMetricName(title).split]),
      splits,
    );
  });

  it('words are divided by punctuation, case and digits, and segments by slashes and dots', () => {
    assert.deepEqual(wordsOf('metrics/valLoss-mAP50.best_at0.5'), [
      ['metrics'],
      ['val', 'loss', 'm', 'ap', '50'],
      ['best', 'at', '0', '5'],
    ]);
  });

  const known = ['loss', 'accuracy', 'f1', 'mean_squared_error', 'auc', 'wer', 'log_loss'];
  const spellings = {
    snake: (name: string) => name,
    kebab: (name: string) => name.replaceAll('_', '-'),
    camel: (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    pascal: (name: string) => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    upper: (name: string) => name.toUpperCase(),
    spaced: (name: string) => name.replaceAll('_', ' '),
  };

  it('whatever the spelling, and whatever data is before it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.constantFrom(...Object.values(spellings)),
        fc.constantFrom('', 'val/', 'train_', 'test-', 'eval.', 'metrics/val/'),
        fc.constantFrom('', '_epoch', '/mean', '_2', '-best'),
        (name, spell, before, after) => {
          assert.equal(readMetricName(`${before}${spell(name)}${after}`).goal, readMetricName(name).goal);
        },
      ),
    );
  });

  it('any text is read without fail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (title) => {
        const { goal, kind } = readMetricName(title);
        assert.equal(goal === undefined, kind === 'unknown' || kind === 'bookkeeping');
      }),
    );
  });
});
