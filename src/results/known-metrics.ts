import type { Goal } from './goal';

/**
 * The kind of a known metric: `quality` is the goal of a search, `resource` is the time or resources that a run used,
 * and `generic` (`score`) counts only if no other word of the name is known.
 */
export type MeasureKind = 'quality' | 'resource' | 'generic';

export interface KnownMeasure {
  readonly goal: Goal;
  readonly kind: MeasureKind;
  /** The last word of `dice_loss`: determines the direction, whatever the words before it. */
  readonly head: boolean;
}

interface Source {
  /** Source for the direction. */
  readonly source: string;
  readonly kind?: MeasureKind;
  /** Names as the libraries spell them, separated by spaces; case and separators don't matter. */
  readonly max?: string;
  readonly min?: string;
}

const sources: readonly Source[] = [
  {
    source: 'scikit-learn, sklearn/metrics/_scorer.py: the sign of each scorer',
    max: `explained_variance r2 matthews_corrcoef accuracy top_k_accuracy roc_auc balanced_accuracy average_precision
      positive_likelihood_ratio adjusted_rand rand homogeneity completeness v_measure mutual_info adjusted_mutual_info
      normalized_mutual_info fowlkes_mallows precision recall f1 jaccard likelihood_ratio`,
    min: `max_error mean_absolute_error median_absolute_error mean_absolute_percentage_error mean_squared_error
      mean_squared_log_error root_mean_squared_error root_mean_squared_log_error mean_poisson_deviance
      mean_gamma_deviance log_loss brier brier_score brier_score_loss`,
  },
  {
    source:
      'scikit-learn, developing estimators: functions in _score are maximised, in _error, _loss and _deviance minimised',
    min: 'error errors err loss losses deviance',
  },
  { source: 'the same rule', kind: 'generic', max: 'score scores' },
  {
    source: 'scikit-learn, user guide 2.3.11: clustering performance evaluation',
    max: 'silhouette calinski_harabasz',
    min: 'davies_bouldin davies_bouldin_score',
  },
  {
    source: 'torchmetrics, higher_is_better of each class',
    max: `auroc ap exact_match f_beta fbeta f1_score f2 iou miou mean_iou ciou diou giou mcc map mean_ap mean_average_precision
      specificity sensitivity dice generalized_dice panoptic_quality psnr ssim ms_ssim vif uqi inception_score clip_score
      clip_iqa bleu sacre_bleu chrf rouge rouge_l rouge_lsum bert_score concordance cosine_similarity spearman
      critical_success_index hit_rate mrr mean_reciprocal_rank reciprocal_rank ndcg r_precision pesq stoi sdr si_sdr snr
      si_snr srmr dnsmos nisqa cohen_kappa kappa fleiss_kappa dunn_index cluster_accuracy vmaf recall_at_fixed_precision
      precision_at_fixed_recall`,
    min: `calibration_error ece hamming hamming_distance hamming_loss hinge hinge_loss dists ergas fid kid lpips mifid rase
      crps js_divergence kl_divergence log_cosh msle mean_squared_logarithmic_error mae mape minkowski_distance mse nrmse rse
      smape wmape hausdorff hausdorff_distance procrustes procrustes_disparity cer edit_distance mer perplexity ppl wer wil
      ter translation_edit_rate fall_out group_fairness`,
  },
  {
    source: 'Keras, _direction of each metric',
    max: `acc binary_accuracy categorical_accuracy sparse_categorical_accuracy top_k_categorical_accuracy auc
      pearson_correlation concordance_correlation binary_iou one_hot_iou`,
    min: `crossentropy cross_entropy binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy bce ce
      squared_hinge categorical_hinge`,
  },
  {
    source: 'XGBoost, callback.py: maximize_metrics, and the other eval_metric values of doc/parameter.rst',
    max: 'aucpr pr_auc auc_pr interval_regression_accuracy',
    min: 'rmse rmsle mphe merror mlogloss nloglik',
  },
  {
    source: 'LightGBM, docs/Parameters.rst: metric',
    max: 'auc_mu',
    min: `l1 l2 quantile huber binary_logloss binary_error multi_logloss multi_error xentropy xentlambda kullback_leibler
      kldiv kld kl kl_div`,
  },
  {
    source: 'lm-evaluation-harness, lm_eval/api/metrics.py: higher_is_better',
    max: 'acc_norm acc_mutual_info acc_bytes em',
    min: 'word_perplexity byte_perplexity bits_per_byte bpb bits_per_char bits_per_character bpc bits_per_dim bpd bits_per_dimension',
  },
  {
    source: 'likelihoods: maximum likelihood, and its negative',
    max: 'log_likelihood loglik log_prob elbo evidence_lower_bound marginal_likelihood',
    min: 'nll aic bic',
  },
  {
    source: 'rates of a confusion matrix',
    max: 'tpr tnr ppv npv true_positive_rate true_negative_rate negative_predictive_value positive_predictive_value',
    min: `fpr fnr fdr eer equal_error_rate error_rate false_positive_rate false_negative_rate false_discovery_rate
      false_positive false_positives false_negative false_negatives false_alarm false_alarm_rate misclassification`,
  },
  {
    source: 'reinforcement learning: Gymnasium (return), Stable-Baselines3 (ep_rew_mean), bandits (regret)',
    max: 'reward rewards return returns rew ep_rew success success_rate win_rate winrate solve_rate pass_rate',
    min: 'regret',
  },
  { source: 'HumanEval: pass@k', max: 'pass_at' },
  {
    source: 'trajectories, poses and shapes: displacement and joint errors',
    min: 'ade fde mpjpe epe chamfer chamfer_distance',
  },
  {
    source:
      'what a run took: Hugging Face Trainer (runtime, samples_per_second), pytest-benchmark, W&B (_runtime)',
    kind: 'resource',
    max: `per_second per_sec throughput fps qps rps tps iops bandwidth flops mflops gflops tflops speedup`,
    min: `time seconds second secs sec minutes hours ms milliseconds microseconds nanoseconds duration elapsed latency
      runtime walltime wallclock memory mem vram rss cost price usd`,
  },
];

/** Words for counts, positions, or configuration: a name that consists only of these isn't a metric. */
const bookkeeping = new Set(
  `epoch epochs step steps global iteration iterations iter iters timestep timesteps timestamp time_step time_steps time_stamp
   time_limit time_out timeout batch batches size lr learning rate seed n num number count counts total params parameters id
   idx index version year month day date fold trial run rank world rounds round samples examples rows episodes length len`
    .split(/\s+/)
    .map(fold),
);

/** Words that turn a metric into another quantity: its deviation, its weight in a sum, a bound, a change. */
const spoilers = new Set(
  `std stdev stddev stderr sem var variance ci lower upper bound weight weights coef coefs coefficient scale scaler
   factor threshold thresh thr cutoff patience norm grad gradient target goal baseline chance fn function type code
   improvement reduction gain drop gap delta diff difference change ratio rank`.split(/\s+/),
);

function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

const heads = new Set(['error', 'errors', 'err', 'loss', 'losses', 'deviance', 'regret']);

const measures: ReadonlyMap<string, KnownMeasure> = new Map(
  sources.flatMap(({ kind = 'quality', max = '', min = '' }) =>
    [[max, 'max'] as const, [min, 'min'] as const].flatMap(([names, goal]) =>
      names
        .split(/\s+/)
        .filter((name) => name !== '')
        .map((name): [string, KnownMeasure] => [fold(name), { goal, kind, head: heads.has(name) }]),
    ),
  ),
);

/** The number of words of the longest key. */
export const mostWords = 6;

export const measureCalled = (key: string): KnownMeasure | undefined => measures.get(key);
export const isBookkeeping = (key: string): boolean => bookkeeping.has(key);
export const isSpoiler = (word: string): boolean => spoilers.has(word);
