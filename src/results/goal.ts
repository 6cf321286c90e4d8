/** Which end of a metric is good. */
export type Goal = 'max' | 'min';
